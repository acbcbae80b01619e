import pytest

from daemun.mail.console import ConsoleMailer
from daemun.mail.open_mailer import open_mailer
from daemun.mail.settings import MailSettings
from daemun.mail.smtp import SmtpMailer
from daemun.randomness import SystemRandomness
from daemun.settings.reading import SettingsRefused, read_settings
from daemun.testing import FrozenClock

SENDER = "login@shop.example"


@pytest.mark.parametrize(
    ("url", "kind"),
    [(None, type(None)), ("console:", ConsoleMailer), ("smtps://mail.example.com", SmtpMailer)],
)
def test_the_address_decides_how_mails_are_sent(url: str | None, kind: type) -> None:
    settings = MailSettings(url=url, sender=SENDER)

    assert isinstance(open_mailer(settings, FrozenClock(), SystemRandomness()), kind)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("DAEMUN_MAIL_URL", {"DAEMUN_MAIL_URL": "http://user:secret@mail.example.com"}),
        ("DAEMUN_MAIL_SENDER", {"DAEMUN_MAIL_URL": "smtp://mail.example.com"}),
        ("DAEMUN_MAIL_SENDER", {"DAEMUN_MAIL_SENDER": "two@a.example, three@a.example"}),
        ("DAEMUN_MAIL_TIME_ZONE", {"DAEMUN_MAIL_TIME_ZONE": "Seoul"}),
        ("DAEMUN_MAIL_TIME_ZONE", {"DAEMUN_MAIL_TIME_ZONE": "../../etc/passwd"}),
    ],
)
def test_what_cannot_send_is_told_at_the_start(name: str, settings: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings(settings)

    assert name in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["console:", "smtp+plain://mail.example.com"])
def test_mails_in_the_clear_are_for_development(url: str) -> None:
    given = {"DAEMUN_MAIL_URL": url, "DAEMUN_MAIL_SENDER": SENDER}

    with pytest.raises(SettingsRefused, match="DAEMUN_MAIL_URL"):
        read_settings(given)
    assert read_settings({**given, "DAEMUN_DEVELOPMENT": True}).mail.url is not None


def test_a_mail_server_without_tls_in_a_private_network_is_allowed_by_a_setting() -> None:
    given = {
        "DAEMUN_MAIL_URL": "smtp+plain://postfix:25",
        "DAEMUN_MAIL_SENDER": SENDER,
        "DAEMUN_MAIL_PRIVATE_NETWORK": "true",
    }

    assert read_settings(given).mail.private_network
