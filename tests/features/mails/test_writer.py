import pytest

from daemun.features.mails.model import Draft, Order
from daemun.features.mails.writer import MailWriter
from daemun.mail.settings import MailSettings
from daemun.mail.templates import MailTemplates
from daemun.testing import START


def a_writer(**settings: object) -> MailWriter:
    return MailWriter(
        MailTemplates(),
        MailSettings(**settings),
        service="login.example",
        default_language="ko",
        provider_label=lambda name, language: f"{name} ({language})",
    )


def an_order(**fields: object) -> Order:
    values: dict[str, object] = {
        "user_id": None,
        "to": None,
        "facts": {},
        "language": "en",
        "device": "Browser 1.0",
        "address": "192.0.2.7",
        "at": START,
    }
    return Order(**values | fields)  # type: ignore[arg-type]


DRAFT = Draft("minsu@example.com", "민수", dict)


def test_a_mail_knows_what_caused_it() -> None:
    message = a_writer(time_zone="Asia/Seoul").write(
        "password_changed",
        an_order(device="Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36"),
        DRAFT,
        {},
        mail_id="mail-one",
    )

    assert (message.to, message.language, message.id) == ("minsu@example.com", "en", "mail-one")
    assert message.subject == "Your password for login.example was changed"
    for fact in ("민수", "23 November 2026, 18:00 KST", "Chrome · Windows", "192.0.2.7"):
        assert fact in message.text


@pytest.mark.parametrize(
    ("setting", "asked", "written"), [(None, "en", "en"), (None, "", "ko"), ("ko", "en", "ko")]
)
def test_the_language_is_that_of_the_reader(setting: str | None, asked: str, written: str) -> None:
    message = a_writer(language=setting).write(
        "password_changed", an_order(language=asked), DRAFT, {}, mail_id="mail-one"
    )

    assert message.language == written


def test_a_draft_may_choose_another_mail_than_was_ordered() -> None:
    draft = Draft("minsu@example.com", "minsu", dict, template="session_stopped")

    assert (
        a_writer()
        .write("password_changed", an_order(), draft, {}, mail_id="mail-one")
        .subject.startswith("A session")
    )


def test_what_is_not_known_is_a_dash() -> None:
    message = a_writer().write(
        "password_changed", an_order(device="", address=""), DRAFT, {}, mail_id="mail-one"
    )

    assert "Device:  -" in message.text
    assert "Address: -" in message.text


@pytest.mark.requirement("WB-10")
def test_what_strangers_chose_stays_in_its_line_and_direction() -> None:
    evil = "a\r\nBcc: x@example.com\u2028\u202egnp.\u2066\x00\x1b[31m\ud800 b"
    draft = Draft("minsu@example.com", evil, dict)

    message = a_writer().write("password_changed", an_order(device=evil), draft, {}, mail_id="mail-one")

    assert "Hello a Bcc: x@example.com gnp.[31m b," in message.text
    assert "Device:  a Bcc: x@example.com gnp.[31m b\n" in message.text
    assert not set("\u202e\u2066\x00\x1b\ud800") & set(message.text + (message.html or ""))


def test_a_provider_is_called_in_the_language_of_the_mail() -> None:
    message = a_writer(language="ko").write(
        "identity_removed", an_order(language="en"), DRAFT, {"provider": "kakao"}, mail_id="mail-one"
    )

    assert "kakao (ko)" in message.subject + message.text
