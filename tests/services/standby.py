"""A PostgreSQL that others may follow, and one that follows it by streaming replication."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.services.postgres import FAST_SETTINGS, Postgres, postgres_user


class Primary(Postgres):
    settings: Mapping[str, str] = {**FAST_SETTINGS, "max_wal_senders": "3", "wal_level": "replica"}


class Standby(Postgres):
    """What it has is what it heard of `primary`, which must run when this one first starts."""

    settings = Primary.settings

    def __init__(self, folder: Path, primary: Primary) -> None:
        super().__init__(folder)
        self._primary = primary

    def prepare(self) -> None:
        user = postgres_user()
        if user is not None:
            os.chown(self.folder, user, -1)
        subprocess.run(
            [
                *(self._primary.programs / "pg_basebackup", "--host", self._primary.folder),
                *("--username", "postgres", "--pgdata", self.folder / "data"),
                *("--write-recovery-conf", "--checkpoint", "fast", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            text=True,
            cwd=self.folder,
            user=user,
        )

    @property
    def programs(self) -> Path:
        return self._primary.programs
