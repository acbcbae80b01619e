"""`kill -9` between any two commits of a flow by mail: a second try goes on, and nothing happens twice."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any, Final

import pytest
from sqlalchemy import Engine, event

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.registration.errors import RegistrationEnded
from daemun.features.registration.service import PendingRegistration
from daemun.features.users.model import User
from daemun.mail.outbox import Outbox
from daemun.problem import Problem
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, an_installation
from tests.features.mails.mailbox import Mailbox

NEW = "a-kettle-beside-nine-pines"
ADDRESS = "minsu@example.kr"
OTHER = "minsu@other.example"
SETTINGS: Final[dict[str, Any]] = {
    "mail_sender": "login@shop.example",
    "mail_links_reset": "https://shop.example/reset",
    "mail_links_restore": "https://shop.example/restore",
    "mail_links_invitation": "https://shop.example/invitation",
    "mailed_codes_enabled": True,
}
Held = tuple[str, ...]
"""What a person has in hand: secrets, codes."""


@dataclass(frozen=True)
class Flow:
    """A flow whose last step a process dies in."""

    begin: Callable[[Services, Mailbox], Held]
    finish: Callable[[Services, Held], object]
    happens_once: str
    """The event that says that it is done."""
    is_done: Callable[[Services], bool]
    second_try: type[Problem] | None = None
    """How it is refused once it is done; None: it is not."""


def minsu(services: Services) -> User:
    user = services.users.find_by_username("minsu")
    assert user is not None
    return user


def registered(services: Services, mailbox: Mailbox) -> Held:
    pending = services.registration.register(
        username="minsu", email=ADDRESS, password=PASSWORD, profile={}, origin=HOME
    )
    assert isinstance(pending, PendingRegistration)
    return pending.secret, mailbox.newest(ADDRESS).code


def forgot_password(services: Services, mailbox: Mailbox) -> Held:
    add_user(services, password=PASSWORD)
    services.password_reset.request("minsu", HOME)
    return (mailbox.newest(ADDRESS).token,)


def asked_for_login_code(services: Services, mailbox: Mailbox) -> Held:
    add_user(services)
    asked = services.mailed_code_login.request(ADDRESS, HOME)
    return mailbox.newest(ADDRESS).code, asked.secret


def gave_other_address(services: Services, mailbox: Mailbox) -> Held:
    user = add_user(services, password=PASSWORD)
    services.users.prove_email(user)
    services.email_change.request(user.id, OTHER, HOME)
    return (mailbox.newest(OTHER).code,)


def lost_address(services: Services, mailbox: Mailbox) -> Held:
    (code,) = gave_other_address(services, mailbox)
    services.email_change.confirm(minsu(services).id, code, HOME, session_id=None)
    return (mailbox.newest(ADDRESS).token,)


def was_invited(services: Services, mailbox: Mailbox) -> Held:
    services.invitations.create(ADDRESS, roles=["editor"])
    return (mailbox.newest(ADDRESS).token,)


def asked_for_deletion(services: Services, _mailbox: Mailbox) -> Held:
    services.account_deletion.ask(add_user(services).id, HOME)
    return ()


def is_proven(services: Services) -> bool:
    user = services.users.find_by_username("minsu")
    return user is not None and user.email_verified_at is not None


def is_editor(services: Services) -> bool:
    return is_proven(services) and services.roles.list_roles(minsu(services).id) == ("editor",)


FLOWS: Final = {
    "registration": Flow(
        registered,
        lambda services, held: services.registration.confirm(held[0], held[1], HOME),
        "user.registered",
        is_proven,
        RegistrationEnded,
    ),
    "reset": Flow(
        forgot_password,
        lambda services, held: services.password_reset.reset_by_link(held[0], NEW, HOME),
        "password.reset",
        is_proven,
        OneTimeTokenRefused,
    ),
    "login by code": Flow(
        asked_for_login_code,
        lambda services, held: services.mailed_code_login.log_in(ADDRESS, held[0], held[1], HOME),
        "user.logged_in",
        lambda services: len(services.sessions.list_live(minsu(services).id)) == 1,
        InvalidCode,
    ),
    "change of address": Flow(
        gave_other_address,
        lambda services, held: services.email_change.confirm(
            minsu(services).id, held[0], HOME, session_id=None
        ),
        "user.email_changed",
        lambda services: minsu(services).email == OTHER,
        InvalidCode,
    ),
    "address restored": Flow(
        lost_address,
        lambda services, held: services.email_change.restore(held[0], HOME),
        "user.email_restored",
        lambda services: minsu(services).email == ADDRESS,
        OneTimeTokenRefused,
    ),
    "invitation": Flow(
        was_invited,
        lambda services, held: services.invitations.accept(
            held[0], username="minsu", password=PASSWORD, profile={}, origin=HOME
        ),
        "invitation.accepted",
        is_editor,
        OneTimeTokenRefused,
    ),
    "deletion": Flow(
        asked_for_deletion,
        lambda services, _: services.account_deletion.carry_out_due(),
        "user.deleted",
        lambda services: services.users.find_by_username("minsu") is None,
    ),
}


def open_process(url: str, clock: FrozenClock, outbox: Outbox) -> Services:
    return an_installation(open_store(url), clock, customization=Customization(mailer=outbox), **SETTINGS)


def finish_and_die(url: str, now: datetime, flow: str, held: Held, commits: int, done: Connection) -> None:
    """Die instead of the so-many-th commit, or with all of them written and the answer unsent."""
    services = open_process(url, FrozenClock(now), Outbox())
    services.store.ping()
    left = iter(range(commits - 1, -1, -1))

    def count(*_: object) -> None:
        # The thread that delivers mails commits, too.
        if current_thread() is main_thread() and next(left, None) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", count)
    FLOWS[flow].finish(services, held)
    done.send(True)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.requirement("RL-01")
@pytest.mark.parametrize("name", FLOWS)
def test_wherever_a_process_dies_a_second_try_goes_on_and_nothing_happens_twice(
    name: str, tmp_path: Path
) -> None:
    flow, commits, was_done = FLOWS[name], 0, False
    while not was_done:
        commits += 1
        url = f"sqlite:///{tmp_path / f'{commits}.sqlite3'}"
        clock, outbox = FrozenClock(), Outbox()
        services = open_process(url, clock, outbox)
        with closing(services):
            held = flow.begin(services, Mailbox(services, outbox))
            if name == "deletion":
                clock.tick(days=7)
            was_done = kill(url, clock, name, held, commits)

            if flow.is_done(services) and flow.second_try is not None:
                with pytest.raises(flow.second_try):
                    flow.finish(services, held)
            else:
                flow.finish(services, held)
            assert flow.is_done(services)
            happened = [each.name for each in services.store.audit.list_page(limit=1000)]
            assert happened.count(flow.happens_once) == 1

    assert commits > 1


def kill(url: str, clock: FrozenClock, flow: str, held: Held, commits: int) -> bool:
    """Let a process die in the last step of a flow; whether all of it was written."""
    context = multiprocessing.get_context("forkserver")
    # What this process had to import, every process that dies need not.
    context.set_forkserver_preload([*sys.modules])
    heard, done = context.Pipe(duplex=False)
    process = context.Process(target=finish_and_die, args=(url, clock.now(), flow, held, commits, done))
    process.start()
    done.close()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with heard:
        try:
            return bool(heard.recv())
        except EOFError:
            return False
