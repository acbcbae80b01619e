"""Flask applications with Daemun on them, for tests of what goes over HTTP."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from daemun import Daemun
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock


class MakeApp(Protocol):
    """Makes an application. settings: such as `transport_cookies=True`."""

    def __call__(self, auth: Daemun | None = None, /, **settings: object) -> Flask: ...


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with our tables and nothing in them: it is copied sooner than the tables are made."""
    file = tmp_path_factory.mktemp("empty") / "daemun.sqlite3"
    store = open_store(f"sqlite:///{file}")
    store.schema.upgrade()
    store.close()
    return file


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates that one application compiled, for all others."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(
    frozen_clock: FrozenClock,
    tmp_path: Path,
    empty_database: Path,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[MakeApp]:
    """Every application has a folder of its own, and is closed after the test."""
    made: list[tuple[Daemun, Flask]] = []

    def make(auth: Daemun | None = None, /, **settings: object) -> Flask:
        auth = auth or Daemun(clock=frozen_clock)
        instance = tmp_path / str(len(made))
        instance.mkdir(exist_ok=True)
        shutil.copy(empty_database, instance)
        app = Flask("host", instance_path=str(instance))
        app.jinja_options = {"bytecode_cache": compiled_templates}
        app.config.update({f"DAEMUN_{name.upper()}": value for name, value in settings.items()})
        auth.init_app(app)
        made.append((auth, app))
        return app

    yield make
    for auth, app in made:
        with app.app_context():
            auth.services.close()
