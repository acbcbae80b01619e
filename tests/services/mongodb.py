"""A real server of MongoDB's protocol from a wheel, SecantusDB on WiredTiger, in a process of its own."""

import importlib.util
import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pymongo
from pymongo.errors import PyMongoError

from tests.services.server import Server, ServerUnavailable

_FIND_MILLISECONDS = 500


class MongoDb(Server):
    """Fast: what was written in the last moment need not survive."""

    options: tuple[str, ...] = ()

    def url_of(self, database: str) -> str:
        return f"mongodb://127.0.0.1:{self._port}/{database}"

    def connect(self) -> pymongo.MongoClient:
        return pymongo.MongoClient(self.url_of(""), serverSelectionTimeoutMS=_FIND_MILLISECONDS)

    def drop(self, database: str) -> None:
        with self.connect() as client:
            client.drop_database(database)

    def prepare(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            (self.folder / "port").write_text(str(free.getsockname()[1]))

    def launch(self) -> int:
        return self.run_in_background(
            [
                *(_program(), "--host", "127.0.0.1", "--port", self._port),
                *("--storage-path", self.folder / "data", "--cache-size", "256M", "--log-level", "WARNING"),
                *("--enable-test-commands", *self.options),
            ]
        )

    def answers(self) -> bool:
        try:
            with self.connect() as client:
                return bool(client.admin.command("ping")["ok"])
        except PyMongoError:
            return False

    @property
    def _port(self) -> str:
        return (self.folder / "port").read_text()


class DurableMongoDb(MongoDb):
    """What it has confirmed survives the end of its process."""

    options = ("--sync-on-commit",)


class StandAloneMongoDb(MongoDb):
    """Says that it is no replica set."""

    options = ("--standalone",)


class GivenMongoDb:
    """A server that somebody else looks after."""

    def __init__(self, url: str) -> None:
        self._url = url

    def url_of(self, database: str) -> str:
        return urlsplit(self._url)._replace(path=f"/{database}").geturl()

    def connect(self) -> pymongo.MongoClient:
        return pymongo.MongoClient(self._url)

    def drop(self, database: str) -> None:
        with self.connect() as client:
            client.drop_database(database)


AnyMongoDb = MongoDb | GivenMongoDb


def given_mongodb() -> GivenMongoDb | None:
    """The one that DAEMUN_TEST_MONGODB_URL names, if it names one."""
    url = os.environ.get("DAEMUN_TEST_MONGODB_URL")
    return GivenMongoDb(url) if url else None


def _program() -> Path:
    if importlib.util.find_spec("secantus") is None:
        raise ServerUnavailable("the package SecantusDB is not installed")
    return Path(sys.executable).with_name("secantusd-py")
