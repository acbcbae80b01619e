"""An application's own tables beside Daemun's, on one database."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import produce_migrations
from alembic.autogenerate.api import render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import (
    Column,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    NullPool,
    Table,
    Text,
    create_engine,
    insert,
    inspect,
    select,
)

from daemun import users_table
from daemun.migrations import leave_alone
from daemun.storage.host_tables import keep_out_of_migrations
from daemun.storage.open_store import open_store
from tests.storage.records import NOW, a_user


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with Daemun's tables and one user."""
    store = open_store(database_url)
    store.users.add(a_user())
    store.close()
    engine = create_engine(database_url, poolclass=NullPool)
    yield engine
    engine.dispose()


def articles_of(metadata: MetaData) -> Table:
    return Table(
        "articles",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("author_id", Text, ForeignKey("daemun_users.id", ondelete="CASCADE"), nullable=False),
    )


def generated(engine: Engine, metadata: MetaData, **options: object) -> str:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata, **options})
        return render_python_code(produce_migrations(context, metadata).upgrade_ops)  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{}, {"include_name": leave_alone}], ids=["untold", "told"])
def test_a_generated_migration_is_about_the_applications_tables_alone(
    engine: Engine, options: dict[str, object]
) -> None:
    keep_out_of_migrations()
    metadata = MetaData()
    Table("shops", metadata, Column("id", Integer, primary_key=True))

    code = generated(engine, metadata, **options)

    assert "create_table('shops'" in code
    assert "daemun_" not in code


@pytest.mark.parametrize("options", [{}, {"include_name": leave_alone}], ids=["untold", "told"])
def test_a_foreign_key_to_users_is_made_and_then_nothing_is_left_to_do(
    engine: Engine, options: dict[str, object]
) -> None:
    metadata = MetaData()
    users_table(metadata)
    articles_of(metadata)

    code = generated(engine, metadata, **options)
    metadata.create_all(engine)

    assert "create_table('articles'" in code
    assert "create_table('daemun_" not in code
    assert "ForeignKeyConstraint(['author_id'], ['daemun_users.id']" in code
    assert "daemun_" not in generated(engine, metadata, **options)
    assert "articles" not in generated(engine, metadata, **options)


def test_models_join_users_and_go_with_them(engine: Engine, database_url: str) -> None:
    metadata = MetaData()
    users, articles = users_table(metadata), articles_of(metadata)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(articles).values(author_id=a_user().id))
        names = connection.execute(select(users.c.username).join(articles)).scalars().all()

    store = open_store(database_url)
    store.users.delete(a_user().id, now=NOW)
    store.close()

    assert names == ["Kim"]
    with engine.connect() as connection:
        assert connection.execute(select(articles.c.id)).all() == []


def test_making_and_dropping_all_tables_of_the_application_leaves_daemuns(engine: Engine) -> None:
    metadata = MetaData()
    users_table(metadata)
    articles_of(metadata)

    metadata.create_all(engine)
    metadata.drop_all(engine)

    assert "articles" not in inspect(engine).get_table_names()
    assert "daemun_users" in inspect(engine).get_table_names()


def test_a_metadata_has_one_table_of_users_however_often_it_is_asked(engine: Engine) -> None:
    metadata = MetaData(schema="elsewhere")

    assert users_table(metadata) is users_table(metadata)
    assert list(metadata.tables) == ["daemun_users"]
