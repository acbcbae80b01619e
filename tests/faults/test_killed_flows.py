"""`kill -9` between any two commits of a flow by mail or with a factor: a second try goes on, and nothing
happens twice.
"""

import json
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
from daemun.features.login.errors import LoginAttemptEnded
from daemun.features.login.model import FactorRequired
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.passkeys.errors import ChallengeEnded
from daemun.features.passkeys.model import Site
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.registration.errors import RegistrationEnded
from daemun.features.registration.service import PendingRegistration
from daemun.features.users.model import User
from daemun.mail.outbox import Outbox
from daemun.problem import Problem
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from daemun.virtual_passkey import VirtualPasskey
from tests.builders import HOME, PASSWORD, add_user, an_installation
from tests.features.mails.mailbox import Mailbox
from tests.features.totp.app import AuthenticatorApp

NEW = "a-kettle-beside-nine-pines"
ADDRESS = "minsu@example.kr"
OTHER = "minsu@other.example"
SITE = Site("shop.example", ("https://shop.example",))
KEY = VirtualPasskey()
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
    again: Callable[[Services, Held], object] | None = None
    """What goes on after a death, where that is not the same step."""


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


def with_app(services: Services) -> tuple[AuthenticatorApp, str, tuple[str, ...]]:
    """Somebody who has an app, and is asked for its code: the app, the attempt, and recovery codes."""
    session = services.sessions.open_for(add_user(services, password=PASSWORD)).session
    begun = services.totp_login.begin(session.id, None)
    app = AuthenticatorApp(begun.secret, services.web.clock)
    added = services.totp_login.confirm(session.id, begun.id, app.code(), HOME)
    services.sessions.revoke_others(session.user_id, keep="", origin=HOME)
    asked = services.password_login.log_in(LoginIdentifier("username", "minsu"), PASSWORD, HOME)
    assert isinstance(asked, FactorRequired)
    return app, asked.attempt, added.recovery_codes


def was_asked_for_code(services: Services, _mailbox: Mailbox) -> Held:
    app, attempt, _ = with_app(services)
    return attempt, app.code(steps_ahead=1)


def was_asked_for_recovery_code(services: Services, _mailbox: Mailbox) -> Held:
    _, attempt, codes = with_app(services)
    return attempt, codes[0]


def trusts_one_device(services: Services) -> bool:
    return is_logged_in(services) and len(services.trusted_devices.list_of(minsu(services).id)) == 1


def has_spent_one_recovery_code(services: Services) -> bool:
    return is_logged_in(services) and services.recovery_codes.count_left(minsu(services).id) == 9


def is_logged_in(services: Services) -> bool:
    return len(services.sessions.list_live(minsu(services).id)) == 1


def has_signed(services: Services, _mailbox: Mailbox) -> Held:
    session = services.sessions.open_for(add_user(services)).session
    made = KEY.create(services.passkey_login.ask_for_new(session.id, SITE, HOME))
    services.passkey_login.add(session.id, made, SITE, HOME)
    services.sessions.revoke(session.id, user_id=session.user_id, reason="logout")
    return (sign(services),)


def sign(services: Services) -> str:
    return json.dumps(KEY.get(services.passkey_login.ask(SITE, HOME)))


def log_in_by_passkey(services: Services, signed: str) -> object:
    return services.passkey_login.log_in(json.loads(signed), SITE, HOME)


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
        is_logged_in,
        InvalidCode,
    ),
    "login by an app's code, on a device that is trusted from then on": Flow(
        was_asked_for_code,
        lambda services, held: services.totp_login.finish(held[0], held[1], HOME, trusts=True),
        "trusted_device.added",
        trusts_one_device,
        LoginAttemptEnded,
    ),
    "login by recovery code": Flow(
        was_asked_for_recovery_code,
        lambda services, held: services.recovery_login.finish(held[0], held[1], HOME),
        "recovery_code.used",
        has_spent_one_recovery_code,
        LoginAttemptEnded,
    ),
    "login by passkey": Flow(
        has_signed,
        lambda services, held: log_in_by_passkey(services, held[0]),
        "user.logged_in",
        is_logged_in,
        ChallengeEnded,
        # A challenge is spent before anything is verified: the browser asks for another.
        again=lambda services, _: log_in_by_passkey(services, sign(services)),
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
                (flow.again or flow.finish)(services, held)
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
