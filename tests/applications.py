"""Flask applications with Daemun on them, for tests of what goes over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock


class MakeApp(Protocol):
    """Makes an application. settings: such as `transport_cookies=True`."""

    def __call__(self, auth: Daemun | None = None, /, **settings: object) -> Flask: ...


@pytest.fixture
def make_app(frozen_clock: FrozenClock, tmp_path: Path) -> Iterator[MakeApp]:
    """Every application has a folder of its own, and is closed after the test."""
    made: list[tuple[Daemun, Flask]] = []

    def make(auth: Daemun | None = None, /, **settings: object) -> Flask:
        auth = auth or Daemun(clock=frozen_clock)
        app = Flask("host", instance_path=str(tmp_path / str(len(made))))
        app.config.update({f"DAEMUN_{name.upper()}": value for name, value in settings.items()})
        auth.init_app(app)
        made.append((auth, app))
        return app

    yield make
    for auth, app in made:
        with app.app_context():
            auth.services.close()
