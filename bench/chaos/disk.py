"""A full disk below PostgreSQL's tables: a small file system in memory, filled to the last byte."""

import os
import pwd
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.chaos.finding import Finding
from bench.chaos.site import Trial, have_root, open_site

_SIZE = "24m"
_LASTS_SECONDS = 6.0


def fill_disk(folder: Path) -> Finding:
    """No table can grow for some seconds; then there is room again."""
    name = "the disk below PostgreSQL's tables is full for 6 s"
    if not have_root():
        return Finding(name, skipped="needs root, to mount a small file system")
    with _small_disk(folder.with_name("small-disk")) as disk, open_site(folder, tablespace=str(disk)) as site:
        trial = Trial(name, site)
        ballast = disk / "ballast"
        with trial.running() as load:
            _fill(ballast)
            time.sleep(_LASTS_SECONDS)
            full_for = load.ledger.refused
            ballast.unlink()
            trial.mended()
        trial.finding.expect(full_for > 0, "the disk was never full: nothing was put to the test")
    return trial.finding


@contextmanager
def _small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", place], check=True)
    try:
        owner = pwd.getpwnam("nobody").pw_uid
        space = place / "space"
        space.mkdir(mode=0o700)
        os.chown(space, owner, -1)
        yield space
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
