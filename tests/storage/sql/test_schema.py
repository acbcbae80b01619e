"""The tables in the code are those that the migrations make."""

from collections.abc import Mapping

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from daemun.storage.open_store import open_store
from daemun.storage.sql.database.schema_version import alembic_config
from daemun.storage.sql.migrations import NEWEST_VERSION, VERSION_TABLE
from daemun.storage.sql.schema import metadata

LOCK_TABLE = "daemun_schema_lock"


INDEXES = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


def migrate(engine: Engine) -> None:
    """Run every migration on an empty database."""
    config = alembic_config()
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def made_in(engine: Engine) -> Mapping[str, object]:
    """Everything that a database knows of our tables, in no order."""
    found = inspect(engine)
    tables = {
        table: {
            "columns": {
                column["name"]: (
                    repr(column["type"]),
                    getattr(column["type"], "collation", None),
                    column["nullable"],
                    column["default"],
                )
                for column in found.get_columns(table)
            },
            "primary key": found.get_pk_constraint(table),
            "foreign keys": sorted(map(str, found.get_foreign_keys(table))),
            "unique": sorted(map(str, found.get_unique_constraints(table))),
            "checks": sorted(map(str, found.get_check_constraints(table))),
        }
        for table in found.get_table_names()
        if table != LOCK_TABLE
    }
    with engine.connect() as connection:
        indexes = connection.execute(text(INDEXES[engine.dialect.name])).scalars().all()
        version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    return {"tables": tables, "indexes": sorted(indexes), "version": version}


def test_a_new_database_is_what_all_migrations_make(database_url: str) -> None:
    store = open_store(database_url)
    store.ping()
    engine = store.batches._engine  # type: ignore[attr-defined]
    at_once = made_in(engine)

    with engine.connect() as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
    migrate(engine)

    assert made_in(engine) == at_once
    store.close()


# SQLite cannot tell what an index of an expression is of; it is made on PostgreSQL alone.
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_tables_of_the_code_are_in_the_database(database_url: str) -> None:
    store = open_store(database_url)
    store.ping()

    with store.batches._engine.connect() as connection:  # type: ignore[attr-defined]
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: kind != "table" or name != LOCK_TABLE,
            },
        )
        differences = compare_metadata(context, metadata)
    store.close()

    assert differences == []


def test_constraints_have_the_names_of_the_code(database_url: str) -> None:
    store = open_store(database_url)
    store.ping()
    inspector = inspect(store.batches._engine)  # type: ignore[attr-defined]

    for table in metadata.sorted_tables:
        assert inspector.get_pk_constraint(table.name)["name"] == table.primary_key.name
        made = {key["name"]: key.get("options", {}) for key in inspector.get_foreign_keys(table.name)}
        wanted = {key.name: {"ondelete": key.ondelete} for key in table.foreign_key_constraints}
        assert made == wanted
    store.close()


def test_whatever_belongs_to_a_user_goes_with_the_user() -> None:
    goes = {
        table.name: [key.ondelete for key in table.c.user_id.foreign_keys]
        for table in metadata.tables.values()
        if "user_id" in table.c
    }

    # What is left of a session names nobody; the audit trail keeps ids.
    assert goes.pop("daemun_sessions") == ["SET NULL"]
    assert goes.pop("daemun_audit_events") == []
    assert set(map(tuple, goes.values())) == {("CASCADE",)}


def test_the_newest_version_is_that_of_the_newest_script() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == NEWEST_VERSION


def test_versions_grow_as_text() -> None:
    scripts = ScriptDirectory.from_config(alembic_config()).walk_revisions()

    versions = [script.revision for script in scripts][::-1]

    assert versions == sorted(versions)
