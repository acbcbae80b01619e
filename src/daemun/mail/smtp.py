"""SmtpMailer: hands mails to a mail server (RFC 5321), over TLS with a verified certificate."""

import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from daemun.clock import Clock, SystemClock
from daemun.mail.message import MailNotSent, Message
from daemun.mail.sender import read_sender
from daemun.mail.smtp_address import Security, read_smtp_address
from daemun.randomness import Randomness, SystemRandomness, random_id

_TEN_SECONDS = timedelta(seconds=10)
# Seven bits pass every server; long lines are folded.
_POLICY = policy.SMTP.clone(cte_type="7bit")


class SmtpMailer:
    """A mail server by its address; one connection for each mail."""

    def __init__(
        self,
        url: str,
        sender: str,
        *,
        timeout: timedelta = _TEN_SECONDS,
        context: ssl.SSLContext | None = None,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
    ) -> None:
        """url: as `DAEMUN_MAIL_URL`. sender: as `DAEMUN_MAIL_SENDER`.

        timeout: for each step of the conversation.
        context: for TLS; unless given, the system's certificate authorities, and those of `SSL_CERT_FILE`.
        Raises ValueError.
        """
        self._server = read_smtp_address(url)
        self._sender = read_sender(sender)
        self._timeout = timeout.total_seconds()
        self._context = context or ssl.create_default_context()
        self._clock = clock or SystemClock()
        self._randomness = randomness or SystemRandomness()

    def send(self, message: Message) -> None:
        """Hand a message over. Raises MailNotSent; final when the server says that it always will refuse."""
        mail = self._build(message)
        try:
            server = self._connect()
            try:
                server.send_message(mail, self._sender.addr_spec, [message.to])
            finally:
                # The mail was taken or refused before: a lost farewell must not send it twice.
                with suppress(OSError):
                    server.quit()
        except smtplib.SMTPRecipientsRefused as refused:
            code = min((code for code, _ in refused.recipients.values()), default=0)
            raise _answered(code) from None
        except smtplib.SMTPResponseException as refused:
            raise _answered(refused.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise MailNotSent("the mail server lacks what this mail needs", is_final=True) from None
        except OSError as error:
            raise MailNotSent(f"the mail server cannot be used: {type(error).__name__}") from None

    def _connect(self) -> smtplib.SMTP:
        place = (self._server.host, self._server.port, self._sender.domain)
        if self._server.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=self._timeout, context=self._context)
        else:
            server = smtplib.SMTP(*place, timeout=self._timeout)
        try:
            if self._server.security is Security.STARTTLS:
                server.starttls(context=self._context)
            if self._server.user is not None:
                server.login(self._server.user, self._server.password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _build(self, message: Message) -> EmailMessage:
        mail = EmailMessage(_POLICY)
        mail["From"] = self._sender
        mail["To"] = Address(addr_spec=message.to)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{message.id or random_id(self._randomness)}@{self._sender.domain}>"
        # RFC 3834: nobody's absence notice should answer.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        if message.html is not None:
            mail.add_alternative(message.html, subtype="html")
        # Only now: setting content clears what was said of it.
        mail["Content-Language"] = message.language
        return mail


def _answered(code: int) -> MailNotSent:
    return MailNotSent(f"the mail server answered {code}", is_final=code >= 500)
