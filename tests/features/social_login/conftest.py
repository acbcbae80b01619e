"""One provider, and an application that knows it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.elsewhere import Elsewhere
from tests.features.social_login.stand_in import StandIn


@pytest.fixture
def elsewhere(frozen_clock: FrozenClock) -> Iterator[Elsewhere]:
    with Elsewhere(now=lambda: frozen_clock.now().timestamp()) as provider:
        yield provider


@pytest.fixture
def stand_in(frozen_clock: FrozenClock) -> Iterator[StandIn]:
    with StandIn(now=lambda: frozen_clock.now().timestamp()) as server:
        yield server


@pytest.fixture
def app(make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock) -> Flask:
    return make_app(
        Daemun(clock=frozen_clock, providers={"school": elsewhere.settings(label="학교")}),
        transport_cookies=True,
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
