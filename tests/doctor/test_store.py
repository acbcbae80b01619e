import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from daemun.clock import Clock, SystemClock
from daemun.doctor.finding import Level
from daemun.doctor.store import examine_store
from daemun.settings.reading import Settings
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings, RedisSettings
from daemun.storage.store import Remark, StatementObserver, Store
from daemun.testing import FrozenClock

if TYPE_CHECKING:
    from tests.services.postgres import Postgres
    from tests.services.valkey import Valkey


def levels(store: Store, clock: Clock | None = None, *, upgrade_at_start: bool = True) -> dict[str, Level]:
    settings = Settings(database=DatabaseSettings(upgrade_at_start=upgrade_at_start))
    found = {finding.id: finding.level for finding in examine_store(store, settings, clock or SystemClock())}
    store.close()
    return found


def test_a_database_that_works_is_fine(any_database_url: str) -> None:
    store = open_store(any_database_url)
    store.ping()

    found = levels(store)

    name = store.backends[0].name
    more = {"version", "replica_set", "write_concern", "indexes"} if name == "mongodb" else set()
    assert set(found) == {f"store.{part}" for part in {"schema", name, "clock", "rows", *more}}
    assert set(found.values()) == {Level.OK}


def test_a_replica_that_is_away_is_told_and_is_no_error(postgres_url: str, tmp_path: Path) -> None:
    nobody = SecretStr(f"postgresql://nobody@/nothing?host={tmp_path}")
    for replica_url, level in ((SecretStr(postgres_url), Level.OK), (nobody, Level.WARNING)):
        store = open_store(postgres_url, DatabaseSettings(replica_url=replica_url))
        store.ping()

        found = levels(store)

        assert found.pop("store.replica") == level
        assert set(found.values()) == {Level.OK}


def test_missing_tables_are_told_and_not_made(any_database_url: str) -> None:
    store = open_store(any_database_url)

    assert levels(store) == {"store.schema": Level.WARNING}
    assert levels(store, upgrade_at_start=False) == {"store.schema": Level.ERROR}
    assert store.schema.find() is None
    store.close()


def test_a_start_that_cannot_make_the_tables_is_not_promised(shared_postgres: "Postgres") -> None:
    name = f"test_{uuid.uuid4().hex}"
    with shared_postgres.connect() as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN".encode())
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy".encode())
    store = open_store(shared_postgres.url_of(name).replace("postgres@", f"{name}@"))

    found = {each.id: each for each in examine_store(store, Settings(), SystemClock())}

    store.close()
    with shared_postgres.connect() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        connection.execute(f"DROP ROLE {name}".encode())
    assert found["store.schema"].remedy == "first do what is listed below"
    assert "GRANT USAGE, CREATE ON SCHEMA" in found["store.postgresql"].remedy


def test_no_file_is_made(tmp_path: Path) -> None:
    levels(open_store(f"sqlite:///{tmp_path / 'absent.sqlite3'}"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.requirement("RL-08")
@pytest.mark.parametrize(("seconds", "level"), [(0, Level.OK), (3, Level.WARNING), (-9, Level.ERROR)])
def test_clocks_that_disagree_are_told(postgres_url: str, seconds: int, level: Level) -> None:
    store = open_store(postgres_url)
    store.ping()

    found = levels(store, FrozenClock(datetime.now(UTC) + timedelta(seconds=seconds)))

    assert found["store.clock"] is level


def test_a_database_that_does_not_answer_is_an_error() -> None:
    store = open_store("postgresql://user@127.0.0.1:1/name", DatabaseSettings(timeout=0.2))

    assert levels(store) == {"store.postgresql": Level.ERROR}


def test_counters_are_asked_too(tmp_path: Path, own_valkey: "Valkey") -> None:
    redis = RedisSettings(url=SecretStr(own_valkey.url_of(0)))
    store = open_store(f"sqlite:///{tmp_path / 'daemun.sqlite3'}", redis=redis)
    store.ping()

    while_up = levels(store)["store.redis"]
    own_valkey.stop()

    assert (while_up, levels(store)["store.redis"]) == (Level.OK, Level.ERROR)


def test_very_many_rows_are_told(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'daemun.sqlite3'}")
    store.ping()

    assert levels(replace(store, inspection=_Full()))["store.rows"] is Level.WARNING


class _Full:
    def clock(self) -> datetime | None:
        return None

    def table_sizes(self) -> dict[str, int]:
        return {"daemun_sessions": 50_000_000}

    def needless_powers(self) -> tuple[str, ...]:
        return ()

    def remarks(self) -> tuple[Remark, ...]:
        return ()

    def watch(self, ran: StatementObserver) -> None:
        """Nothing runs."""
