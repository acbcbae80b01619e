"""The tables in the code are those that the migrations make."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from daemun.storage.open_store import open_store
from daemun.storage.sql.database.schema_version import alembic_config
from daemun.storage.sql.migrations import NEWEST_VERSION, VERSION_TABLE
from daemun.storage.sql.schema import metadata

LOCK_TABLE = "daemun_schema_lock"


# SQLite cannot tell what an index of an expression is of; it is made on PostgreSQL alone.
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    store = open_store(database_url)
    store.ping()
    engine = store.batches._engine  # type: ignore[attr-defined]

    with engine.connect() as connection:
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
