"""The private folder in which the processes of one server combine their metrics."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def metrics_folder() -> Iterator[Path]:
    """Make the folder and announce it to `prometheus_client`, which must be imported later; remove it at the
    end.

    Workers are forked inside this block and also exit through here, but must not remove the folder.
    """
    owner = os.getpid()
    folder = mkdtemp(prefix="daemun-metrics-")
    os.environ[_VARIABLE] = folder
    try:
        yield Path(folder)
    finally:
        if os.getpid() == owner:
            rmtree(folder, ignore_errors=True)
            del os.environ[_VARIABLE]
