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
from daemun.mail import smtp_failures
from daemun.mail.message import MailNotSent, Message
from daemun.mail.sender import read_sender
from daemun.mail.smtp_address import Security, read_smtp_address
from daemun.randomness import Randomness, SystemRandomness, random_id

_TEN_SECONDS = timedelta(seconds=10)
# Every server accepts seven bits; long lines are folded.
_POLICY = policy.SMTP.clone(cte_type="7bit")


class SmtpMailer:
    """Sends through a mail server, with one connection per mail."""

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

        timeout: for each step of the exchange.
        context: for TLS; by default the system's certificate authorities, and those of `SSL_CERT_FILE`.
        Raises ValueError.
        """
        self._server = read_smtp_address(url)
        self._sender = read_sender(sender)
        self._timeout = timeout.total_seconds()
        self._context = context or ssl.create_default_context()
        self._clock = clock or SystemClock()
        self._randomness = randomness or SystemRandomness()

    def send(self, message: Message) -> None:
        """Hand a message over. Raises MailNotSent; final if the server refuses it permanently."""
        mail = self._build(message)
        try:
            server = self._connect()
            try:
                server.send_message(mail, self._sender.addr_spec, [message.to])
            finally:
                # The mail was already accepted or refused: a failing QUIT must not send it twice.
                with suppress(OSError):
                    server.quit()
        except smtplib.SMTPRecipientsRefused as refused:
            code = min((code for code, _ in refused.recipients.values()), default=0)
            raise smtp_failures.refused(code) from None
        except smtplib.SMTPSenderRefused as refused:
            raise smtp_failures.sender_refused(refused.smtp_code) from None
        except smtplib.SMTPResponseException as refused:
            raise smtp_failures.refused(refused.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            reason = "the mail server takes no addresses beyond ASCII: it offers no SMTPUTF8"
            raise MailNotSent(reason, is_final=True) from None
        except OSError as error:
            raise smtp_failures.unusable(error) from None

    def _connect(self) -> smtplib.SMTP:
        place = (self._server.host, self._server.port, self._sender.domain)
        if self._server.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=self._timeout, context=self._context)
        else:
            server = smtplib.SMTP(*place, timeout=self._timeout)
        try:
            if self._server.security is Security.STARTTLS:
                self._begin_tls(server)
            if self._server.user is not None:
                _log_in(server, self._server.user, self._server.password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _begin_tls(self, server: smtplib.SMTP) -> None:
        try:
            server.starttls(context=self._context)
        except smtplib.SMTPNotSupportedError:
            reason = "the mail server offers no STARTTLS: smtps:// speaks TLS from the start"
            raise MailNotSent(reason) from None

    def _build(self, message: Message) -> EmailMessage:
        mail = EmailMessage(_POLICY)
        mail["From"] = self._sender
        # Not as `addr_spec`, which takes ASCII alone: a name may be Korean (RFC 6531).
        name, _, domain = message.to.rpartition("@")
        mail["To"] = Address(username=name, domain=domain)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{message.id or random_id(self._randomness)}@{self._sender.domain}>"
        # RFC 3834: automatic replies must not answer.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        if message.html is not None:
            mail.add_alternative(message.html, subtype="html")
        # Only now: setting the content clears its headers.
        mail["Content-Language"] = message.language
        return mail


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    try:
        server.login(user, password)
    except smtplib.SMTPNotSupportedError:
        reason = "the mail server takes no password here: leave it out, or look at the port"
        raise MailNotSent(reason) from None
    except smtplib.SMTPAuthenticationError as refused:
        raise smtp_failures.login_refused(refused.smtp_code) from None
