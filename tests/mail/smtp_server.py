"""A small real mail server (RFC 5321) on a loopback port: it speaks TLS, asks for a password, and refuses."""

import ssl
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import BinaryIO, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOGIN = ("login", "p@ss:word/")


@dataclass
class Received:
    """What arrived, and how the server behaves."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[bytes] = field(default_factory=list)
    """Answers to the next RCPT commands instead of 250."""
    sender_refusals: list[bytes] = field(default_factory=list)
    """The same for MAIL."""
    senders: list[str] = field(default_factory=list)
    """What came with MAIL."""
    takes_utf8: bool = False
    hangs_up_after_data: bool = False


class SmtpServer(ThreadingTCPServer):
    """context: what it offers TLS with; None: it offers none."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None, *, tls_at_once: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received = Received()
        self.context = context
        self.tls_at_once = tls_at_once

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self.encrypted = False
        if self.server.tls_at_once:
            try:
                self._encrypt()
            except OSError:
                return
        self._say(b"220 ready")
        while line := self.rfile.readline():
            command, _, argument = line.strip().partition(b" ")
            if not self._answer(command.upper(), argument):
                return

    def finish(self) -> None:
        super().finish()
        # After TLS began this is another socket than the one that the server closes.
        self.request.close()

    def _answer(self, command: bytes, argument: bytes) -> bool:
        received = self.server.received
        match command:
            case b"EHLO":
                self._greet()
            case b"STARTTLS":
                self._say(b"220 go on")
                try:
                    self._encrypt()
                except OSError:
                    return False
            case b"AUTH":
                _, user, password = b64decode(argument.split()[1]).decode().split("\0")
                received.logins.append((user, password))
                self._say(b"235 welcome" if (user, password) == LOGIN else b"535 no")
            case b"MAIL":
                received.senders.append(argument.decode())
                self._say(received.sender_refusals.pop(0) if received.sender_refusals else b"250 ok")
            case b"RCPT":
                received.recipients.append(argument.decode())
                self._say(received.refusals.pop(0) if received.refusals else b"250 ok")
            case b"DATA":
                self._say(b"354 go on")
                self._keep(self._read_mail())
                self._say(b"250 taken")
                return not received.hangs_up_after_data
            case b"QUIT":
                self._say(b"221 bye")
                return False
            case _:
                self._say(b"250 ok")
        return True

    def _greet(self) -> None:
        offers = [b"localhost", b"AUTH PLAIN"]
        if self.server.context is not None and not self.encrypted:
            offers.append(b"STARTTLS")
        if self.server.received.takes_utf8:
            offers += [b"8BITMIME", b"SMTPUTF8"]
        self._say(*(b"250-" + offer for offer in offers), b"250 SIZE 1000000")

    def _read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _keep(self, content: bytes) -> None:
        mail = message_from_bytes(content, policy=policy.default)
        self.server.received.mails.append(mail)
        self.server.received.was_encrypted.append(self.encrypted)

    def _encrypt(self) -> None:
        assert self.server.context is not None
        self.rfile.close()
        self.wfile.close()
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = cast(BinaryIO, self.request.makefile("wb", buffering=0))  # type: ignore[assignment]
        self.encrypted = True

    def _say(self, *lines: bytes) -> None:
        self.wfile.write(b"".join(line + b"\r\n" for line in lines))


@contextmanager
def a_mail_server(
    *, context: ssl.SSLContext | None = None, tls_at_once: bool = False
) -> Iterator[SmtpServer]:
    with SmtpServer(context, tls_at_once=tls_at_once) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def make_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that signs itself, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
