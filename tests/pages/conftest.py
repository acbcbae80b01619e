"""Applications with pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
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
