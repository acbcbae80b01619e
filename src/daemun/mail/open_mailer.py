"""From settings to a mailer."""

from daemun.clock import Clock
from daemun.mail.console import ConsoleMailer
from daemun.mail.message import Mailer
from daemun.mail.settings import CONSOLE, MailSettings
from daemun.mail.smtp import SmtpMailer
from daemun.randomness import Randomness


def open_mailer(settings: MailSettings, clock: Clock, randomness: Randomness) -> Mailer | None:
    """Make the mailer that the settings name; None: no mails. Does not connect yet."""
    if settings.url is None or settings.sender is None:
        return None
    url = settings.url.get_secret_value()
    if url == CONSOLE:
        return ConsoleMailer()
    return SmtpMailer(url, settings.sender, clock=clock, randomness=randomness)
