from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import partial

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import DeviceTrusted, Event, TrustedDevicesRemoved
from daemun.features.login.model import FactorRequired
from daemun.features.passwords.login import LoginIdentifier
from daemun.features.trusted_devices.errors import TrustedDeviceNotFound
from daemun.features.users.model import User
from daemun.problem import Problem
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, an_installation
from tests.features.totp.app import AuthenticatorApp
from tests.storage.racing import race

NEW_PASSWORD = "a-kettle-beside-nine-pines"


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services, password=PASSWORD)


def trust(services: Services, user: User) -> str:
    with services.store.batches.batch():
        secret = services.trusted_devices.trust(user.id, HOME)
    assert secret is not None
    return secret


def add_app(services: Services, user: User, clock: FrozenClock) -> tuple[AuthenticatorApp, tuple[str, ...]]:
    """An app, and the recovery codes that came with the first one."""
    session = services.sessions.open_for(user, amr=("pwd", "otp")).session
    begun = services.totp_login.begin(session.id, None)
    app = AuthenticatorApp(begun.secret, clock)
    added = services.totp_login.confirm(session.id, begun.id, app.code(), HOME)
    clock.tick(seconds=30)
    return app, added.recovery_codes


def attempt_of(services: Services, user: User) -> str:
    asked = services.password_login.log_in(LoginIdentifier("identifier", str(user.username)), PASSWORD, HOME)
    assert isinstance(asked, FactorRequired)
    return asked.attempt


def act(actions: Sequence[Callable[[], object]], racer: int) -> None:
    with suppress(Problem):
        actions[racer]()


def is_trusted(services: Services, user: User, secret: str) -> bool:
    with services.store.batches.batch():
        return services.trusted_devices.is_trusted(user.id, secret)


@pytest.mark.requirement("MF-07")
def test_the_secret_has_256_bits_of_which_only_a_digest_is_kept(services: Services, user: User) -> None:
    secret = trust(services, user)

    assert len(secret) == 43
    (device,) = services.trusted_devices.list_of(user.id)
    assert secret.encode() not in device.digest
    assert secret not in repr(device)
    assert services.trusted_devices.is_present(device, secret)
    assert not services.trusted_devices.is_present(device, None)


def test_the_trail_says_whose_devices_are_trusted_and_no_more(
    services: Services, user: User, events: list[Event]
) -> None:
    for _ in range(4):
        trust(services, user)
    first, *others = services.trusted_devices.list_of(user.id)
    trust(services, add_user(services, "jiwoo"))

    services.trusted_devices.remove(user.id, first.id, HOME)
    services.trusted_devices.remove_all(user.id, HOME)

    told = [event for event in events if isinstance(event, DeviceTrusted | TrustedDevicesRemoved)]
    added = [event for event in told if isinstance(event, DeviceTrusted) and event.user_id == user.id]
    assert {event.device_id for event in added} == {first.id, *(each.id for each in others)}
    assert first.address == HOME.address
    assert told[-2:] == [
        TrustedDevicesRemoved(user_id=user.id, devices=1),
        TrustedDevicesRemoved(user_id=user.id, devices=3),
    ]


@pytest.mark.requirement("MF-07")
def test_a_device_is_trusted_for_its_user_alone(services: Services, user: User) -> None:
    secret = trust(services, user)

    assert is_trusted(services, user, secret)
    assert not is_trusted(services, add_user(services, "jiwoo"), secret)
    assert not is_trusted(services, user, secret[:-1] + ("A" if secret[-1] != "A" else "B"))
    assert not is_trusted(services, user, "\ud800")


@pytest.mark.requirement("MF-07")
def test_trust_lasts_thirty_days_at_most(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    secret = trust(services, user)

    frozen_clock.tick(days=30, milliseconds=-1)
    assert is_trusted(services, user, secret)
    frozen_clock.tick(milliseconds=1)
    assert not is_trusted(services, user, secret)
    assert services.trusted_devices.list_of(user.id) == []


@pytest.mark.requirement("MF-07")
def test_trust_ends_with_the_password(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    secret = trust(services, user)
    frozen_clock.tick(minutes=1)

    services.passwords.set(user, NEW_PASSWORD)

    assert not is_trusted(services, user, secret)
    assert services.trusted_devices.list_of(user.id) == []
    again = trust(services, user)
    assert is_trusted(services, user, again)


def test_a_use_is_remembered(services: Services, user: User, frozen_clock: FrozenClock) -> None:
    secret = trust(services, user)
    frozen_clock.tick(days=1)

    is_trusted(services, user, secret)

    assert services.trusted_devices.list_of(user.id)[0].last_used_at == frozen_clock.now()


def test_a_device_is_forgotten_once_and_the_trail_knows(
    services: Services, user: User, events: list[Event]
) -> None:
    secret = trust(services, user)
    (device,) = services.trusted_devices.list_of(user.id)

    services.trusted_devices.remove(user.id, device.id, HOME)

    assert not is_trusted(services, user, secret)
    with pytest.raises(TrustedDeviceNotFound):
        services.trusted_devices.remove(user.id, device.id, HOME)
    assert [event.name for event in events if "device" in event.name] == [
        "trusted_device.added",
        "trusted_device.removed",
    ]


@pytest.mark.requirement("MF-07")
def test_a_login_that_meets_the_removal_of_a_factor_leaves_no_trust(
    postgres_url: str, frozen_clock: FrozenClock
) -> None:
    services = an_installation(open_store(postgres_url), frozen_clock)
    with closing(services):
        for number in range(3):
            user = add_user(services, f"person{number}", password=PASSWORD)
            app, codes = add_app(services, user, frozen_clock)
            lost = services.factors.list_of(user.id)[0]
            add_app(services, user, frozen_clock)
            logins = (
                partial(services.totp_login.finish, attempt_of(services, user), app.code()),
                partial(services.recovery_login.finish, attempt_of(services, user), codes[0]),
            )
            remove = partial(services.factors.remove_for, user, lost, reason="lost", origin=HOME)

            race(3, partial(act, [remove, *(partial(login, HOME, trusts=True) for login in logins)]))

            # Who logs in after the removal may be trusted, and then has a session that lives.
            trusted = services.trusted_devices.list_of(user.id)
            assert len(trusted) <= len(services.sessions.list_live(user.id))


def test_where_none_is_trusted_none_is_kept(store: Store, frozen_clock: FrozenClock) -> None:
    services = an_installation(store, frozen_clock, trusted_devices_lifetime=0)
    user = add_user(services)

    assert services.trusted_devices.trust(user.id, HOME) is None
    assert services.trusted_devices.list_of(user.id) == []
