import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemun.cli.main import main
from daemun.composition.services import Services
from daemun.server import create_app
from tests.builders import HOME, add_user
from tests.mail.smtp_server import SmtpServer, a_mail_server


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with a_mail_server() as server:
        yield server


class Mail:
    """`daemun mail ...` on one installation, whose mail server is `server`."""

    def __init__(self, folder: Path, server: SmtpServer | None) -> None:
        self._environment = {"DAEMUN_MAIL_SENDER": "Bookshop <login@shop.example>"}
        if server is not None:
            self._environment["DAEMUN_MAIL_URL"] = f"smtp+plain://127.0.0.1:{server.port}"
        self._folder = folder

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(
            main, ["--instance", str(self._folder), "mail", *arguments], env=self._environment
        )

    def listed(self, *options: str) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = json.loads(self.run("list", "--json", *options).output)["mails"]
        return rows


def a_failed_mail(folder: Path, server: SmtpServer) -> Services:
    config = {
        "DAEMUN_MAIL_SENDER": "Bookshop <login@shop.example>",
        "DAEMUN_MAIL_URL": f"smtp+plain://127.0.0.1:{server.port}",
    }
    services: Services = create_app(instance_path=folder, config=config).extensions["daemun"]
    server.received.refusals.append(b"550 no such mailbox")
    user = add_user(services)
    services.mail.order("password_changed", HOME, user_id=user.id)
    assert services.mail.flush(timeout=10)
    return services


def test_a_test_mail_is_handed_to_the_mail_server(tmp_path: Path, server: SmtpServer) -> None:
    result = Mail(tmp_path, server).run("test", "minsu@example.com")

    assert result.exit_code == 0, result.output
    (mail,) = server.received.mails
    assert mail["To"] == "minsu@example.com"
    assert "Bookshop" in mail["Subject"]


@pytest.mark.parametrize(
    ("refusal", "sentence"), [(b"550 no", "answered 550"), (b"451 later", "answered 451")]
)
def test_a_test_mail_that_is_refused_is_an_error(
    tmp_path: Path, server: SmtpServer, refusal: bytes, sentence: str
) -> None:
    server.received.refusals.append(refusal)

    result = Mail(tmp_path, server).run("test", "minsu@example.com")

    assert result.exit_code == 1
    assert sentence in result.output


def test_what_cannot_be_tested_is_said(tmp_path: Path, server: SmtpServer) -> None:
    assert Mail(tmp_path, server).run("test", "nobody").exit_code == 2
    without = Mail(tmp_path, None).run("test", "minsu@example.com")
    assert without.exit_code == 1
    assert "DAEMUN_MAIL_URL" in without.output


def test_failed_mails_are_listed_without_address_and_text(tmp_path: Path, server: SmtpServer) -> None:
    a_failed_mail(tmp_path, server).close()
    mail = Mail(tmp_path, server)

    (row,) = mail.listed("--failed")

    assert (row["mail"], row["tries"]) == ("password_changed", 1)
    assert row["failure"] == "the mail server answered 550"
    assert mail.listed() == [row]
    assert "minsu" not in mail.run("list").output


def test_a_failed_mail_is_tried_again(tmp_path: Path, server: SmtpServer) -> None:
    a_failed_mail(tmp_path, server).close()
    mail = Mail(tmp_path, server)
    mail_id = str(mail.listed()[0]["id"])

    result = mail.run("retry", mail_id, "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == {"sent": [mail_id], "not_sent": []}
    assert mail.listed() == []
    assert [mail["To"] for mail in server.received.mails] == ["minsu@example.kr"]


def test_what_fails_again_is_an_error(tmp_path: Path, server: SmtpServer) -> None:
    a_failed_mail(tmp_path, server).close()
    server.received.refusals.append(b"550 still not")
    mail = Mail(tmp_path, server)

    result = mail.run("retry", "--all")

    assert result.exit_code == 1
    assert "0 of 1 mails were sent" in result.output


def test_retry_wants_ids_or_all_of_them(tmp_path: Path, server: SmtpServer) -> None:
    mail = Mail(tmp_path, server)

    assert mail.run("retry").exit_code == 2
    assert mail.run("retry", "some-id", "--all").exit_code == 2
    assert mail.run("retry", "unknown").exit_code == 1
