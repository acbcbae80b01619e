"""`kill -9` between any two steps of a mail neither loses it nor sends another one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from daemun.clock import SystemClock
from daemun.composition.services import Services
from daemun.server import create_app
from daemun.testing import FrozenClock
from tests.mail.smtp_server import SmtpServer, a_mail_server

VICTIM = """
import os, signal, sys
from pathlib import Path

from daemun.due_thread import DueThread
from daemun.mail.smtp import SmtpMailer
from daemun.server import create_app
from daemun.storage.sql.outgoing_mails import SqlOutgoingMailStore
from tests.builders import HOME, add_user


def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(owner, name):
    work = getattr(owner, name)

    def work_and_die(*arguments, **options):
        work(*arguments, **options)
        die()

    setattr(owner, name, work_and_die)


step, folder = sys.argv[1], Path(sys.argv[2])
if step == "ordered":
    DueThread.wake = die
elif step == "claimed":
    die_after(SqlOutgoingMailStore, "claim")
elif step == "writing":
    die_after(SqlOutgoingMailStore, "keep_written")
elif step == "written":
    SmtpMailer.send = die
elif step == "sent":
    die_after(SmtpMailer, "send")
services = create_app(instance_path=folder).extensions["daemun"]
add_user(services)
services.password_reset.request("minsu", HOME)
services.mail.flush(timeout=30)
"""


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with a_mail_server() as server:
        yield server


def settings_for(server: SmtpServer, database_url: str) -> dict[str, str]:
    return {
        "DAEMUN_DATABASE_URL": database_url,
        "DAEMUN_MAIL_URL": f"smtp+plain://127.0.0.1:{server.port}",
        "DAEMUN_MAIL_SENDER": "Bookshop <login@shop.example>",
        "DAEMUN_MAIL_LINKS_RESET": "https://shop.example/reset",
    }


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.requirement("RL-01")
@pytest.mark.parametrize(
    ("step", "sent_before"), [("ordered", 0), ("claimed", 0), ("writing", 0), ("written", 0), ("sent", 1)]
)
def test_a_killed_process_loses_no_mail(
    server: SmtpServer, tmp_path: Path, database_url: str, step: str, sent_before: int
) -> None:
    settings = settings_for(server, database_url)
    killed = subprocess.run(
        [sys.executable, "-c", VICTIM, step, str(tmp_path)],
        check=False,
        capture_output=True,
        env={**os.environ, **settings},
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert len(server.received.mails) == sent_before

    clock = FrozenClock(SystemClock().now() + timedelta(minutes=6))
    services: Services = create_app(instance_path=tmp_path, config=settings, clock=clock).extensions["daemun"]
    services.mail_delivery.deliver_due()
    services.mail_delivery.deliver_due()

    # Where it died between the server's yes and our note of it, the very same mail comes again.
    assert len(server.received.mails) == sent_before + 1
    assert len({mail["Message-ID"] for mail in server.received.mails}) == 1
    assert len({mail.as_bytes() for mail in _undated(server)}) == 1
    assert services.store.outgoing_mails.list_page() == []
    services.close()


def _undated(server: SmtpServer) -> list[EmailMessage]:
    for mail in server.received.mails:
        del mail["Date"]
        mail.set_boundary("same")
    return server.received.mails
