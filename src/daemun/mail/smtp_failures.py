"""Why a mail server cannot be used, in words that an operator can act on, without mail and password."""

import smtplib
import socket
import ssl

from daemun.mail.message import MailNotSent

_TRANSIENT_LOGIN = range(400, 500)


def unusable(error: OSError) -> MailNotSent:
    """The server did not judge the mail itself: it can be tried again once the set-up is right."""
    return MailNotSent(f"the mail server cannot be used: {_reason(error)}")


def login_refused(code: int) -> MailNotSent:
    """The server did not accept user and password."""
    if code in _TRANSIENT_LOGIN:
        return MailNotSent(f"the mail server takes no logins at the moment (it answered {code})")
    return MailNotSent(f"the mail server refuses user name or password (it answered {code})")


def refused(code: int) -> MailNotSent:
    """The server did not accept the mail."""
    if code == 530:
        return MailNotSent("the mail server wants a user name and a password, or TLS (it answered 530)")
    return MailNotSent(f"the mail server answered {code}", is_final=code >= 500)


def sender_refused(code: int) -> MailNotSent:
    """The server does not accept this sender."""
    reason = f"the mail server refuses the sender, DAEMUN_MAIL_SENDER (it answered {code})"
    return MailNotSent(reason, is_final=code >= 500)


def _reason(error: OSError) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"its certificate is not trusted ({error.verify_message});"
                " SSL_CERT_FILE names an authority of your own"
            )
        case ssl.SSLError():
            return "it speaks another kind of TLS there: smtps:// is for port 465, smtp:// for 587"
        case smtplib.SMTPServerDisconnected() | ConnectionResetError():
            return "it hung up: smtps:// is for port 465, smtp:// for 587"
        case socket.gaierror():
            return "no such host is known"
        case ConnectionRefusedError():
            return "nothing listens at that host and port"
        case TimeoutError():
            return "it does not answer"
        case smtplib.SMTPException():
            return "it offers no way to log in that is known here"
        case _:
            return error.strerror or type(error).__name__
