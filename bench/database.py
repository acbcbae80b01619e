"""Databases for measuring: they keep what they acknowledge, as those that people rely on do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.chaos.site import DurablePostgres
from tests.services.mongodb import AnyMongoDb, DurableMongoDb, given_mongodb
from tests.services.service_folder import ServiceFolder


class MeasuredPostgres(DurablePostgres):
    """With the memory of a small server."""

    settings: Mapping[str, str] = {
        **DurablePostgres.settings,
        "shared_buffers": "256MB",
        "max_wal_size": "4GB",
    }


@contextmanager
def open_postgres() -> Iterator[MeasuredPostgres]:
    """Start one in a temporary folder, and end it."""
    folder = ServiceFolder()
    postgres = MeasuredPostgres(folder.path / "postgres")
    try:
        postgres.start()
        yield postgres
    finally:
        folder.close()


@contextmanager
def open_mongodb() -> Iterator[AnyMongoDb]:
    """The one that DAEMUN_TEST_MONGODB_URL names, or a stand-in in a temporary folder."""
    given = given_mongodb()
    if given is not None:
        yield given
        return
    folder = ServiceFolder()
    mongodb = DurableMongoDb(folder.path / "mongodb")
    try:
        mongodb.start_once()
        yield mongodb
    finally:
        folder.close()
