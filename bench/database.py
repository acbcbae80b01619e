"""A PostgreSQL for measuring: it keeps what it acknowledges, as one that people rely on does."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.chaos.site import DurablePostgres
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
