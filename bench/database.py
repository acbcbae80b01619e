"""A PostgreSQL for measuring: it keeps what it acknowledges, as one that people rely on does."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.chaos.site import DurablePostgres


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
    folder = Path(tempfile.mkdtemp(prefix="daemun-bench-"))
    # PostgreSQL runs as another user where this runs as root.
    folder.chmod(0o755)
    postgres = MeasuredPostgres(folder / "postgres")
    try:
        postgres.start()
        yield postgres
    finally:
        if postgres.pid_file.exists():
            postgres.kill()
        shutil.rmtree(folder, ignore_errors=True)
