"""Applications with pages."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.elsewhere import Elsewhere
from tests.pages.browser import a_browser


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock) -> Flask:
    return make_app(Daemun(clock=frozen_clock, pages=True))


@pytest.fixture
def mailing_app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    return make_app(Daemun(clock=frozen_clock, pages=True, mailer=outbox), http_origin="https://localhost")


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return a_browser(app)


@pytest.fixture
def elsewhere(frozen_clock: FrozenClock) -> Iterator[Elsewhere]:
    with Elsewhere(now=lambda: frozen_clock.now().timestamp()) as provider:
        yield provider


@pytest.fixture
def provider_app(make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    """People have accounts at a school, too."""
    school = elsewhere.settings(label="학교")
    return make_app(
        Daemun(clock=frozen_clock, pages=True, mailer=outbox, providers={"school": school}),
        http_origin="https://localhost",
    )
