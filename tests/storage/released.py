"""Databases as released versions left them, with something in every table: upgrades are tested on these.

A dump never changes once its version is released. `python -m tests.storage.released` makes those of a version
that is about to be released.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from daemun.composition.services import Services
from daemun.features.lockout.service import Lockout
from daemun.features.one_time_tokens.model import Purpose
from daemun.storage.open_store import open_store
from daemun.storage.sql.migrations import NEWEST_VERSION
from daemun.storage.sql.schema import metadata
from daemun.testing import FrozenClock
from tests.builders import HOME, PASSWORD, add_user, an_installation, log_in
from tests.services.postgres import Postgres
from tests.services.service_folder import ServiceFolder
from tests.storage.records import (
    a_grant,
    a_mail,
    a_passkey,
    a_recovery_code,
    a_totp,
    a_trusted_device,
    an_attempt,
    an_identity,
)

FOLDER = Path(__file__).with_name("released_databases")


@dataclass(frozen=True)
class Known:
    """What somebody holds who used the database before the upgrade; everything else is in it."""

    username: str
    refresh_token: str
    ended_refresh_token: str


def released_versions() -> list[str]:
    return sorted(file.name.removesuffix(".sqlite.sql") for file in FOLDER.glob("*.sqlite.sql"))


def restore(version: str, url: str) -> Known:
    """Make the database of a released version in an empty one; whose people hold what."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
            file.executescript(_dump(version, "sqlite").read_text(encoding="utf-8"))
        file.close()
    else:
        with psycopg.connect(_plain(url), autocommit=True) as connection:
            connection.execute(_dump(version, "postgresql").read_bytes())
    held = json.loads(_dump(version, "sqlite").with_name(f"{version}.json").read_text())
    return Known(**held[url.partition(":")[0].partition("+")[0]])


def use(services: Services, clock: FrozenClock) -> Known:
    """Leave something in every table."""
    user = add_user(services, password=PASSWORD)
    leaving = add_user(services, "jiwoo")
    services.store.account_deletions.ask(leaving.id, now=clock.now(), due_at=clock.now() + timedelta(days=30))
    services.roles.grant(user.id, "editor")
    services.roles.grant(user.id, "admin")
    services.roles.revoke(user.id, "admin")
    _fail(services.lockout, user.id)
    kept, ended = log_in(services, user), log_in(services, user)
    services.sessions.revoke(ended.session.id, user_id=user.id, reason="logout")
    gone = add_user(services, "gone")
    log_in(services, gone)
    services.users.delete(gone.id)
    services.store.login_attempts.add(
        an_attempt(user, expires_at=clock.now() + timedelta(minutes=5)),
    )
    services.one_time_tokens.issue(Purpose("test", timedelta(minutes=30)), subject=user.id, user_id=user.id)
    services.store.totp.put_pending(a_totp(user, pending_until=clock.now() + timedelta(minutes=15)), keep=0)
    services.store.recovery_codes.put([a_recovery_code(user)])
    services.store.trusted_devices.add(a_trusted_device(user, expires_at=clock.now() + timedelta(days=30)))
    services.store.identities.add(an_identity(user))
    services.store.provider_grants.keep(a_grant(an_identity(user)))
    services.store.outgoing_mails.add(a_mail(user_id=user.id))
    services.store.passkeys.add(a_passkey(user))
    return Known("minsu", kept.refresh_token, ended.refresh_token)


def _fail(lockout: Lockout, user_id: str) -> None:
    with lockout.counted_try(user_id, HOME):
        pass


def _dump(version: str, kind: str) -> Path:
    return FOLDER / f"{version}.{kind}.sql"


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def _make(kind: str, url: str) -> tuple[str, Known]:
    clock = FrozenClock()
    store = open_store(url)
    script = store.schema.upgrade_script()
    known = use(an_installation(store, clock), clock)
    store.close()
    if kind == "sqlite":
        file = sqlite3.connect(url.removeprefix("sqlite:///"))
        return "\n".join(file.iterdump()) + "\n", known
    with psycopg.connect(_plain(url)) as connection:
        return script + "".join(_rows(connection, table.name) for table in metadata.sorted_tables), known


def _rows(connection: psycopg.Connection, table: str) -> str:
    rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
    assert rows.description is not None
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({});\n")
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in rows.description)
    return "".join(
        insert.format(sql.Identifier(table), columns, sql.SQL(", ").join(map(sql.Literal, row))).as_string(
            connection
        )
        for row in rows
    )


def main() -> None:
    """Write the dumps of the present version; refuse to write over one."""
    services = ServiceFolder()
    folder = services.path
    postgres = Postgres(folder / "postgres")
    postgres.start_once()
    try:
        held = {}
        for kind, url in (("sqlite", f"sqlite:///{folder / 'file'}"), ("postgresql", postgres.url)):
            text, known = _make(kind, url)
            with _dump(NEWEST_VERSION, kind).open("x", encoding="utf-8") as dump:
                dump.write(text)
            held[kind] = asdict(known)
        (FOLDER / f"{NEWEST_VERSION}.json").write_text(json.dumps(held, indent=2) + "\n")
    finally:
        services.close()


if __name__ == "__main__":
    main()
