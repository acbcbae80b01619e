"""Templates of an application go before ours."""

from pathlib import Path

import pytest

from daemun import Daemun, SettingsRefused
from daemun.pages.own_templates import template_names
from tests.applications import MakeApp
from tests.pages.browser import a_browser


def test_a_folder_of_ones_own_changes_a_page_and_leaves_the_rest(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "opening-hours.html").touch()
    (tmp_path / "login.html").write_text(
        '{% extends "daemun-original/login.html" %}'
        "{% block page %}{{ super() }}<p>Mondays closed</p>{% endblock %}"
    )
    browser = a_browser(make_app(Daemun(pages=True), pages_folder=tmp_path))

    page = browser.get("/login").text

    assert "Mondays closed" in page
    assert 'name="password"' in page
    assert "Mondays closed" not in browser.get("/register").text


def test_a_layout_of_ones_own_has_title_messages_and_content(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "layout.html").write_text(
        "<title>{{ self.title() }} - my shop</title>"
        '{% include "daemun/messages.html" %}{% block page %}{% endblock %}'
    )
    browser = a_browser(make_app(Daemun(pages=True), pages_folder=tmp_path))

    page = browser.post("/register", data={"username": "minsu", "password": "short"}).text

    assert page.startswith("<title>Create an account - my shop</title>")
    assert 'role="alert"' in page
    assert '<a href="#password">Password</a>' in page


@pytest.mark.parametrize(
    ("file", "said"), [("logn.html", r"logn.html is no template of a page.*login"), (None, "no such folder")]
)
def test_what_changes_nothing_stops_the_start(
    make_app: MakeApp, tmp_path: Path, file: str | None, said: str
) -> None:
    folder = tmp_path / "own"
    if file is not None:
        folder.mkdir()
        (folder / file).touch()

    with pytest.raises(SettingsRefused, match=f"DAEMUN_PAGES_FOLDER: .*{said}"):
        make_app(Daemun(pages=True), pages_folder=folder)


def test_every_page_has_a_template_with_a_title() -> None:
    assert {"layout", "login", "account", "refused"} <= set(template_names())
