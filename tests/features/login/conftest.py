"""`Login` with two second factors that people may have."""

import pytest

from daemun.composition.services import Services
from daemun.features.lockout.known_device import KnownDevices
from daemun.features.login.service import Login
from daemun.features.sessions.model import Kind
from daemun.features.users.model import User
from daemun.randomness import SystemRandomness
from daemun.testing import FrozenClock
from tests.builders import add_user
from tests.features.login.enrolled import EnrolledFactor, ResistPhishing


@pytest.fixture
def otp() -> EnrolledFactor:
    return EnrolledFactor("otp", Kind.POSSESSION)


@pytest.fixture
def hwk() -> EnrolledFactor:
    return EnrolledFactor("hwk", Kind.POSSESSION, Kind.INHERENCE)


@pytest.fixture
def demands() -> ResistPhishing | None:
    return None


@pytest.fixture
def login(
    services: Services,
    frozen_clock: FrozenClock,
    otp: EnrolledFactor,
    hwk: EnrolledFactor,
    demands: ResistPhishing | None,
) -> Login:
    return Login(
        services.store.login_attempts,
        services.store.users,
        services.sessions,
        services.lockout,
        KnownDevices(b"k" * 32, SystemRandomness()),
        services.settings.login,
        services.store.batches,
        services.audit,
        frozen_clock,
        SystemRandomness(),
        credential=services.passwords,
        second_factors=(otp, hwk),
        demands=demands,
    )


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)
