from collections.abc import Iterator

import pytest

from tests.cli.conftest import Commands
from tests.mail.smtp_server import a_mail_server

PAGE = "https://shop.example/invitation"


@pytest.fixture(autouse=True)
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with a_mail_server() as server:
        monkeypatch.setenv("DAEMUN_MAIL_URL", f"smtp+plain://127.0.0.1:{server.port}")
        monkeypatch.setenv("DAEMUN_MAIL_SENDER", "Bookshop <login@shop.example>")
        monkeypatch.setenv("DAEMUN_MAIL_LINKS_INVITATION", PAGE)
        yield


def test_people_are_invited_listed_and_withdrawn(daemun: Commands) -> None:
    invited = daemun.json("users", "invite", "minsu@example.kr", "--role", "editor", "--role", "관리자")

    assert (invited["email"], invited["roles"]) == ("minsu@example.kr", ["editor", "관리자"])
    assert daemun.json("users", "invitations")["invitations"] == [invited]
    assert daemun.json("users", "withdraw-invitation", "minsu@example.kr")["changed"]
    nothing = daemun("users", "withdraw-invitation", "minsu@example.kr")
    assert (nothing.exit_code, "was not invited" in nothing.output) == (1, True)
    assert daemun.json("users", "invitations")["invitations"] == []
    assert daemun("users", "invitations").stdout == ""


def test_where_mails_are_printed_it_is_said_that_they_are_not_in_the_inbox(
    daemun: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAEMUN_DEVELOPMENT", "true")
    monkeypatch.setenv("DAEMUN_MAIL_URL", "console:")

    invited = daemun("users", "invite", "minsu@example.kr")

    assert invited.exit_code == 0
    assert "not in the inbox of `daemun dev`" in invited.stderr


def test_without_a_page_to_lead_to_the_settings_that_name_one_are_told(
    daemun: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAEMUN_MAIL_LINKS_INVITATION")

    refused = daemun("users", "invite", "minsu@example.kr")

    assert refused.exit_code == 1
    assert "set DAEMUN_HTTP_ORIGIN, else DAEMUN_MAIL_LINKS_INVITATION" in refused.stderr


def test_what_is_no_address_is_refused(daemun: Commands) -> None:
    assert daemun("users", "withdraw-invitation", "no address").exit_code == 1
