import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from daemun.mail.message import MailNotSent, Message
from daemun.mail.smtp import SmtpMailer
from tests.mail.smtp_server import LOGIN, SmtpServer, a_mail_server, make_certificate

SENDER = "책방 <login@bookshop.example>"
MESSAGE = Message("minsu@example.com", "새로운 로그인", "안녕하십니까?\n.\n<b>끝</b>\n", "ko")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusting(certificate: tuple[Path, ssl.SSLContext]) -> ssl.SSLContext:
    """A client that trusts the server's certificate."""
    return ssl.create_default_context(cafile=certificate[0])


@pytest.fixture
def server(certificate: tuple[Path, ssl.SSLContext]) -> Iterator[SmtpServer]:
    with a_mail_server(context=certificate[1]) as server:
        yield server


def url_of(server: SmtpServer, scheme: str = "smtp", login: str = "") -> str:
    return f"{scheme}://{login}127.0.0.1:{server.port}"


def test_a_mail_arrives_whole_and_encrypted(server: SmtpServer, trusting: ssl.SSLContext) -> None:
    login = ":".join(quote(each, safe="") for each in LOGIN) + "@"

    SmtpMailer(url_of(server, login=login), SENDER, context=trusting).send(MESSAGE)

    (mail,) = server.received.mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (SENDER, MESSAGE.to, MESSAGE.subject)
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("ko", "auto-generated")
    assert mail["Date"]
    assert mail["Message-ID"].endswith("@bookshop.example>")
    assert server.received.was_encrypted == [True]
    assert server.received.logins == [LOGIN]


def test_markup_travels_beside_the_text(server: SmtpServer, trusting: ssl.SSLContext) -> None:
    message = Message("minsu@example.com", "Hello", "text", "en", "<p>text</p>")

    SmtpMailer(url_of(server), SENDER, context=trusting).send(message)

    (mail,) = server.received.mails
    assert mail.get_body(("plain",)).get_content().strip() == "text"  # type: ignore[union-attr]
    assert mail.get_body(("html",)).get_content().strip() == "<p>text</p>"  # type: ignore[union-attr]


def test_tls_may_begin_with_the_first_byte(
    certificate: tuple[Path, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    with a_mail_server(context=certificate[1], tls_at_once=True) as server:
        SmtpMailer(url_of(server, "smtps"), SENDER, context=trusting).send(MESSAGE)

        assert server.received.was_encrypted == [True]


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(server: SmtpServer) -> None:
    with pytest.raises(MailNotSent, match="its certificate is not trusted"):
        SmtpMailer(url_of(server), SENDER).send(MESSAGE)

    assert server.received.mails == []


def test_a_server_without_tls_gets_neither_password_nor_mail() -> None:
    with a_mail_server() as server:
        with pytest.raises(MailNotSent, match="offers no STARTTLS") as refused:
            SmtpMailer(url_of(server, login="login:secret@"), SENDER).send(MESSAGE)

        # It may be offered tomorrow: the mail waits.
        assert not refused.value.is_final
        assert (server.received.logins, server.received.mails) == ([], [])


def test_a_server_on_this_machine_may_do_without_tls() -> None:
    with a_mail_server() as server:
        SmtpMailer(url_of(server, "smtp+plain"), SENDER).send(MESSAGE)

        assert len(server.received.mails) == 1


@pytest.mark.parametrize(("answer", "is_final"), [(b"550 no such user", True), (b"451 later", False)])
def test_a_refusal_says_whether_another_try_helps(
    server: SmtpServer, trusting: ssl.SSLContext, answer: bytes, is_final: bool
) -> None:
    server.received.refusals.append(answer)

    with pytest.raises(MailNotSent) as refused:
        SmtpMailer(url_of(server), SENDER, context=trusting).send(MESSAGE)

    assert refused.value.is_final is is_final
    assert "minsu" not in str(refused.value)


def test_a_wrong_password_is_told_without_the_password(server: SmtpServer, trusting: ssl.SSLContext) -> None:
    with pytest.raises(MailNotSent, match="user name or password") as refused:
        SmtpMailer(url_of(server, login="login:wrong@"), SENDER, context=trusting).send(MESSAGE)

    assert "wrong" not in str(refused.value)
    # Mails go out once somebody has put the right one in.
    assert not refused.value.is_final


def test_a_mail_that_was_taken_is_not_sent_again_for_a_lost_farewell(
    server: SmtpServer, trusting: ssl.SSLContext
) -> None:
    server.received.hangs_up_after_data = True

    SmtpMailer(url_of(server), SENDER, context=trusting).send(MESSAGE)

    assert len(server.received.mails) == 1


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    with a_mail_server() as server:
        url = url_of(server, "smtp+plain")

    for address, reason in (
        (url, "nothing listens"),
        ("smtps://mail.invalid", "no such host"),
        ("smtp+plain://127.0.0.1:0", "cannot be used"),
    ):
        with pytest.raises(MailNotSent, match=reason) as refused:
            SmtpMailer(address, SENDER).send(MESSAGE)
        assert not refused.value.is_final


def test_tls_of_the_other_kind_is_told_with_the_ports(
    certificate: tuple[Path, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    with (
        a_mail_server(context=certificate[1]) as server,
        pytest.raises(MailNotSent, match="smtps:// is for port 465"),
    ):
        SmtpMailer(url_of(server, "smtps"), SENDER, context=trusting).send(MESSAGE)


def test_a_sender_that_is_not_ours_is_told(server: SmtpServer, trusting: ssl.SSLContext) -> None:
    server.received.sender_refusals.append(b"553 not yours")

    with pytest.raises(MailNotSent, match="DAEMUN_MAIL_SENDER"):
        SmtpMailer(url_of(server), SENDER, context=trusting).send(MESSAGE)


def test_an_address_with_a_korean_name_gets_its_mail(server: SmtpServer, trusting: ssl.SSLContext) -> None:
    server.received.takes_utf8 = True
    message = Message("민수@example.com", "새로운 로그인", "안녕하십니까?", "ko")

    SmtpMailer(url_of(server), SENDER, context=trusting).send(message)

    (mail,) = server.received.mails
    assert (mail["To"], mail["Subject"]) == (message.to, message.subject)
    assert server.received.recipients == ["TO:<민수@example.com>"]
    assert "SMTPUTF8" in server.received.senders[0].upper()


def test_a_server_that_takes_no_korean_name_is_told(server: SmtpServer, trusting: ssl.SSLContext) -> None:
    message = Message("민수@example.com", "Hello", "text", "en")

    with pytest.raises(MailNotSent, match="SMTPUTF8") as refused:
        SmtpMailer(url_of(server), SENDER, context=trusting).send(message)

    assert refused.value.is_final
