import pytest

from daemun.http.web_context import web_context
from tests.applications import MakeApp


def test_every_application_has_a_context_of_its_own(make_app: MakeApp) -> None:
    first, second = make_app(http_url_prefix="/one"), make_app(http_url_prefix="/two")

    with first.app_context():
        assert web_context().settings.url_prefix == "/one"
    with second.app_context():
        assert web_context().settings.url_prefix == "/two"


def test_outside_of_an_application_there_is_none() -> None:
    with pytest.raises(RuntimeError, match="application context"):
        web_context()
