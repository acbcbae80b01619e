"""One installation on SQLite in memory, with a clock that stands still."""

from collections.abc import Iterator

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import an_installation


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store("sqlite://")
    yield store
    store.close()


@pytest.fixture
def events() -> list[Event]:
    """What was told to listeners, in order."""
    return []


@pytest.fixture
def services(store: Store, frozen_clock: FrozenClock, events: list[Event]) -> Iterator[Services]:
    services = an_installation(store, frozen_clock, publish=events.append)
    yield services
    services.close()
