"""The installation's folder and files: who can read them, and how much space is free."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from daemun.doctor.finding import Finding, Level
from daemun.extension import DATABASE_FILE, KEY_FILE
from daemun.settings.reading import Settings
from daemun.storage.addresses import sqlite_file

_DEMO_USERS = "demo-users.json"
_LITTLE = 1024**3
_TOO_LITTLE = 100 * 1024**2


def examine_files(settings: Settings, instance: Path) -> Iterator[Finding]:
    """Look at the files in the instance folder, and at a SQLite file elsewhere."""
    database = sqlite_file(settings.database, instance) if settings.database.url else instance / DATABASE_FILE
    yield _secret_key(settings)
    if settings.secret.key is None or settings.database.url is None:
        yield from _folder(instance)
    private = [instance / KEY_FILE, *_with_journals(database)]
    yield from _permissions([file for file in private if file.exists()])
    if (instance / _DEMO_USERS).exists():
        yield Finding(
            "files.demo_users",
            Level.WARNING,
            f"{_DEMO_USERS} says that `daemun dev` made demo users in this installation",
            "start a new installation, or delete these users and the file",
            requirement="AC-12",
            is_wrong_in_production=True,
        )
    if database is not None and database.parent.is_dir():
        yield _room(database.parent)


def _with_journals(database: Path | None) -> list[Path]:
    if database is None:
        return []
    return [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))]


def _folder(instance: Path) -> Iterator[Finding]:
    """Whether missing files of the instance folder could be created."""
    place = next((each for each in (instance, *instance.parents) if each.exists()), instance)
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        yield Finding(
            "files.folder",
            Level.ERROR,
            f"{place} is not writable, but the secret key and the database belong in {instance}",
            "let the user that runs the server write there, or name another folder with --instance",
        )


def _secret_key(settings: Settings) -> Finding:
    if settings.secret.key is not None:
        return Finding("secret_key", Level.OK, "the secret key is a setting", requirement="CF-03")
    sentence = f"the secret key is the file {KEY_FILE}"
    if settings.database.url is None:
        return Finding("secret_key", Level.OK, sentence, requirement="CF-03")
    return Finding(
        "secret_key",
        Level.WARNING,
        f"{sentence}, and the database is elsewhere: another host would create another key",
        "set DAEMUN_SECRET_KEY_FILE to the same key on every host",
        requirement="CF-03",
    )


def _permissions(files: list[Path]) -> Iterator[Finding]:
    open_files = [file for file in files if file.stat().st_mode & 0o077]
    for file in open_files:
        yield Finding(
            "files.permissions",
            Level.WARNING,
            f"others can read {file.name}",
            f"run: chmod 600 {file}",
            requirement="CF-01",
            is_wrong_in_production=True,
        )
    foreign = [file for file in files if file.stat().st_uid != os.geteuid()]
    for file in foreign:
        yield Finding(
            "files.owner",
            Level.WARNING,
            f"{file.name} does not belong to the user who runs this command",
            "run `daemun` as the user that the server runs as",
        )
    if files and not open_files and not foreign:
        yield Finding("files.permissions", Level.OK, "secret key and database are private to their owner")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    sentence = f"{free / 1024**3:.1f} GiB are free for the database"
    if free >= _LITTLE:
        return Finding("files.room", Level.OK, sentence)
    level = Level.WARNING if free >= _TOO_LITTLE else Level.ERROR
    return Finding("files.room", level, sentence, "free some space, or run `daemun db purge`")
