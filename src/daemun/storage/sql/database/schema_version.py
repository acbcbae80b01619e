"""The version of the tables, and upgrading them with Alembic."""

import math
from io import StringIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TextIO

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from daemun.problem import StoreUnavailable
from daemun.storage.sql.database.failures import unavailable_if_down
from daemun.storage.sql.database.fitness import find_faults, require_fitness
from daemun.storage.sql.database.sqlite import is_absent, require_foreign_keys
from daemun.storage.sql.migrations import NEWEST_VERSION, VERSION_TABLE
from daemun.storage.store import SchemaBehind

if TYPE_CHECKING:
    from alembic.config import Config

_ALEMBIC = Lock()
"""A process can run only one migration at a time, because Alembic's `op` and `context` are global."""
_NOT_GRANTED = "42501"
_MADE_BY_ANOTHER = frozenset({"23505", "42P07", "42710"})
_LIFT_TRANSACTION_TIMEOUT = """
    SELECT set_config(name, '0', false) FROM (VALUES ('transaction_timeout')) AS newer (name)
    WHERE current_setting(name, true) <> '0'
"""
"""PostgreSQL before 17 has no such limit."""

# As Alembic makes it.
_VERSIONS = Table(
    VERSION_TABLE,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)
_FIND = select(_VERSIONS.c.version_num)


class SchemaVersion:
    """The version of the tables in one database."""

    needed = NEWEST_VERSION

    def __init__(
        self, engine: Engine, tables: MetaData, *, upgrade_at_start: bool, is_copy: bool = False
    ) -> None:
        """tables: in the newest version. is_copy: a read-only replica."""
        self._engine = engine
        self._tables = tables
        self._upgrade_at_start = upgrade_at_start
        self._is_copy = is_copy

    def find(self) -> str | None:
        """The version of the tables; None if there are none. Creates no file."""
        if self._engine.dialect.name == "sqlite" and is_absent(self._engine.url):
            return None
        with unavailable_if_down, self._engine.connect() as connection:
            try:
                return connection.execute(_FIND).scalar()
            except DBAPIError as error:
                if _is_missing_table(error):
                    return None
                if getattr(error.orig, "sqlstate", None) == _NOT_GRANTED:
                    require_fitness(connection, for_upgrade=False)
                raise

    def prepare(self) -> None:
        """Make the tables usable: upgrade them if allowed, otherwise raise SchemaBehind."""
        if self._engine.dialect.name == "sqlite":
            with unavailable_if_down, self._engine.connect() as connection:
                require_foreign_keys(connection)
        found = self.find()
        # Older programs work with newer tables, so that an upgrade needs no downtime.
        is_usable = found is not None and found >= NEWEST_VERSION
        if not is_usable and not self._upgrade_at_start:
            raise SchemaBehind(found, needed=NEWEST_VERSION)
        if not is_usable:
            self.upgrade()
        elif self._engine.dialect.name == "postgresql" and not self._is_copy:
            with unavailable_if_down, self._engine.connect() as connection:
                require_fitness(connection, for_upgrade=False)

    def find_faults(self) -> tuple[StoreUnavailable, ...]:
        """Everything that stops this program from using the database, with what to do about it."""
        if self._engine.dialect.name == "sqlite":
            return ()
        found = self.find()
        for_upgrade = self._upgrade_at_start and (found is None or found < NEWEST_VERSION)
        with unavailable_if_down, self._engine.connect() as connection:
            return tuple(find_faults(connection, for_upgrade=for_upgrade))

    def upgrade(self) -> None:
        """Upgrade the tables. Of concurrent processes, one does the work and the others wait for it."""
        present = self.find()
        if present is not None and present >= NEWEST_VERSION:
            # Report it to a role that may not change tables.
            return
        with unavailable_if_down, self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                require_fitness(connection, for_upgrade=True)
                _lift_deadline(connection)
                _lock_postgresql(connection)
            found = _find(connection)
            if found is None:
                _make_tables(connection, self._tables)
            elif found < NEWEST_VERSION:
                _run_migrations(connection)
            connection.commit()

    def upgrade_script(self) -> str:
        """The SQL that `upgrade` would run on this database; empty if there is nothing to do."""
        found = self.find()
        if found is not None and found >= NEWEST_VERSION:
            return ""
        from alembic import command

        script = StringIO()
        config = alembic_config(script)
        config.attributes["dialect"] = self._engine.dialect.name
        command.upgrade(config, f"{found}:head" if found else "head", sql=True)
        return script.getvalue()


def alembic_config(output: TextIO | None = None) -> "Config":
    """Make the configuration that Alembic usually reads from an .ini file.

    output: where SQL is written instead of being run.
    """
    from alembic.config import Config

    config = Config(output_buffer=output)
    config.set_main_option(
        "script_location", str(Path(__file__).parents[1] / "migrations").replace("%", "%%")
    )
    return config


def _is_missing_table(error: DBAPIError) -> bool:
    return (
        getattr(error.orig, "sqlstate", None) == "42P01"
        or getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR"
    )


def _find(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(_FIND).scalar()


def _make_tables(connection: Connection, tables: MetaData) -> None:
    """Create the tables directly, with the same result as all migrations."""
    tables.create_all(connection, checkfirst=False)
    connection.execute(CreateTable(_VERSIONS))
    connection.execute(insert(_VERSIONS).values(version_num=NEWEST_VERSION))


def _run_migrations(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    with _ALEMBIC:
        command.upgrade(config, "head")


def _lift_deadline(connection: Connection) -> None:
    """Let changes of large tables take as long as they need, on a connection that is not used again."""
    from daemun.storage.sql.database.deadline_connection import DeadlineConnection

    connection.exec_driver_sql(_LIFT_TRANSACTION_TIMEOUT)
    driver_connection = connection.connection.driver_connection
    if isinstance(driver_connection, DeadlineConnection):
        driver_connection.deadline = math.inf
        connection.detach()


def _lock_postgresql(connection: Connection) -> None:
    """Begin a transaction that locks the only row of a table: works without advisory locks."""
    try:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS daemun_schema_lock (id integer PRIMARY KEY)")
    except DBAPIError as error:
        # IF NOT EXISTS is not atomic: the loser of a race gets an error about the catalog.
        if getattr(error.orig, "sqlstate", None) not in _MADE_BY_ANOTHER:
            raise
    # After the wait we must see the other process's changes, even if transactions are serializable.
    connection.exec_driver_sql("BEGIN ISOLATION LEVEL READ COMMITTED")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '20s'")
    connection.exec_driver_sql("INSERT INTO daemun_schema_lock (id) VALUES (1) ON CONFLICT DO NOTHING")
    connection.exec_driver_sql("SELECT id FROM daemun_schema_lock FOR UPDATE")
