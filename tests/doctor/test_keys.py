from datetime import timedelta
from pathlib import Path

import pytest

from daemun.composition.services import Services
from daemun.doctor.finding import Level
from daemun.doctor.keys import examine_keys
from daemun.server.application import create_app
from daemun.testing import FrozenClock


@pytest.fixture
def services(tmp_path: Path) -> Services:
    found: Services = create_app(instance_path=tmp_path).extensions["daemun"]
    return found


def levels(services: Services, clock: FrozenClock) -> dict[str, Level]:
    return {finding.id: finding.level for finding in examine_keys(services.keys, services.settings, clock)}


def test_before_the_first_login_there_are_no_keys(services: Services, frozen_clock: FrozenClock) -> None:
    assert levels(services, frozen_clock) == {"keys": Level.OK}
    assert services.keys.list_keys() == []


def test_a_fresh_key_is_fine_and_a_forgotten_one_is_told(services: Services) -> None:
    made = services.keys.rotate_now(remove=False)

    fresh, old = FrozenClock(made.signs_from), FrozenClock(made.signs_from + timedelta(days=91))

    assert levels(services, fresh) == {"keys.seal": Level.OK, "keys.age": Level.OK}
    assert levels(services, old)["keys.age"] is Level.WARNING


@pytest.mark.requirement("JK-01")
def test_keys_that_another_secret_key_sealed_are_told(services: Services, tmp_path: Path) -> None:
    made = services.keys.rotate_now(remove=False)
    (tmp_path / "daemun-secret-key").unlink()
    other: Services = create_app(instance_path=tmp_path).extensions["daemun"]

    assert levels(other, FrozenClock(made.signs_from))["keys.seal"] is Level.ERROR
