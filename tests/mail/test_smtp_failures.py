import smtplib
import socket
import ssl

import pytest

from daemun.mail import smtp_failures


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(-2, "Name or service not known"), "no such host is known"),
        (ConnectionRefusedError(111, "Connection refused"), "nothing listens at that host and port"),
        (TimeoutError("timed out"), "it does not answer"),
        (ConnectionResetError(104, "reset"), "it hung up"),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "it hung up"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "another kind of TLS"),
        (smtplib.SMTPException("No suitable authentication method found."), "no way to log in"),
        (OSError(113, "No route to host"), "No route to host"),
        (OSError(), "OSError"),
    ],
)
def test_what_is_wrong_with_the_server_is_told_and_the_mail_waits(error: OSError, reason: str) -> None:
    failure = smtp_failures.unusable(error)

    assert str(failure).startswith("the mail server cannot be used: ")
    assert reason in str(failure)
    assert not failure.is_final


def test_a_login_that_cannot_be_now_is_no_wrong_password() -> None:
    assert "at the moment" in str(smtp_failures.login_refused(454))
    assert "password" in str(smtp_failures.login_refused(535))


@pytest.mark.parametrize(("code", "is_final"), [(451, False), (530, False), (550, True)])
def test_only_a_refusal_of_the_mail_itself_is_final(code: int, is_final: bool) -> None:
    assert smtp_failures.refused(code).is_final is is_final
    assert str(code) in str(smtp_failures.refused(code))
