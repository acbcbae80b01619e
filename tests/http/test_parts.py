import pytest

from daemun.http.parts import http_parts
from tests.applications import MakeApp


def test_every_application_has_parts_of_its_own(make_app: MakeApp) -> None:
    first, second = make_app(http_url_prefix="/one"), make_app(http_url_prefix="/two")

    with first.app_context():
        assert http_parts().http.url_prefix == "/one"
    with second.app_context():
        assert http_parts().http.url_prefix == "/two"


def test_outside_of_an_application_there_are_none() -> None:
    with pytest.raises(RuntimeError, match="application context"):
        http_parts()
