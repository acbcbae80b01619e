"""A PostgreSQL, database or role that is set so that nothing can work: one sentence says what to do."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from daemun.problem import StoreMisconfigured, StoreUnavailable
from daemun.storage.open_store import open_store
from daemun.storage.settings import DatabaseSettings
from tests.storage.records import a_user

if TYPE_CHECKING:
    from tests.services.postgres import Postgres


@dataclass(frozen=True)
class Place:
    """A database, and a role that does not own it."""

    server: "Postgres"
    database: str
    role: str

    def run(self, *statements: str) -> None:
        """As the administrator, with the names filled in."""
        with self.server.connect(self.database) as connection:
            for statement in statements:
                connection.execute(statement.format(role=self.role, database=self.database).encode())

    def url(self, **query: str) -> str:
        url = make_url(self.server.url_of(self.database)).set(username=self.role)
        return url.update_query_dict(query).render_as_string(hide_password=False)

    def refusal(self, **query: str) -> str:
        """What a start says: one sentence, which no second try changes."""
        with closing(open_store(self.url(**query))) as store, pytest.raises(StoreUnavailable) as refused:
            store.ping()
        assert isinstance(refused.value, StoreMisconfigured)
        assert "\n" not in str(refused.value)
        return str(refused.value)

    def work(self, **query: str) -> None:
        """Write and read something that has Hangul and times."""
        with closing(open_store(self.url(**query))) as store:
            user = a_user(uuid.uuid4().hex)
            store.users.add(user)
            assert store.users.find(user.id) == user


@pytest.fixture
def place(shared_postgres: "Postgres") -> Iterator[Place]:
    """Where the role may do everything: it owns the schema."""
    unique = uuid.uuid4().hex
    place = Place(shared_postgres, f"test_{unique}", f"role_{unique}")
    with shared_postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {place.database} STRATEGY file_copy".encode())
        connection.execute(f"CREATE ROLE {place.role} LOGIN".encode())
    place.run("ALTER SCHEMA public OWNER TO {role}")
    yield place
    with shared_postgres.connect() as connection:
        connection.execute(f"DROP DATABASE {place.database} WITH (FORCE)".encode())
        connection.execute(f"DROP ROLE {place.role}".encode())


@pytest.mark.parametrize(
    ("statement", "remedy"),
    [
        ("ALTER SCHEMA public OWNER TO postgres", 'GRANT USAGE, CREATE ON SCHEMA "public" TO "{role}"'),
        ("DROP SCHEMA public", 'ALTER ROLE "{role}" SET search_path'),
        ("ALTER ROLE {role} SET search_path = elsewhere", 'ALTER ROLE "{role}" SET search_path'),
        ("ALTER ROLE {role} SET search_path = ''", 'ALTER ROLE "{role}" SET search_path'),
        ("ALTER DATABASE {database} SET search_path = elsewhere", 'ALTER ROLE "{role}" SET search_path'),
        ("ALTER ROLE {role} SET search_path = pg_temp", 'ALTER ROLE "{role}" SET search_path'),
        ("ALTER ROLE {role} SET search_path = pg_catalog, public", 'ALTER ROLE "{role}" SET search_path'),
        ("ALTER ROLE {role} SET search_path = information_schema", 'ALTER ROLE "{role}" SET search_path'),
        (
            "ALTER ROLE {role} SET session_replication_role = replica",
            'ALTER ROLE "{role}" RESET session_replication_role',
        ),
        (
            "ALTER ROLE {role} SET default_transaction_read_only = on",
            'ALTER ROLE "{role}" RESET default_transaction_read_only',
        ),
        (
            "ALTER DATABASE {database} SET default_transaction_read_only = on",
            'ALTER DATABASE "{database}"',
        ),
        ("ALTER ROLE {role} NOLOGIN", 'ALTER ROLE "{role}" LOGIN'),
        (
            "REVOKE CONNECT ON DATABASE {database} FROM PUBLIC",
            'GRANT CONNECT ON DATABASE "{database}" TO the role',
        ),
    ],
)
def test_what_is_set_wrong_stops_a_start_with_what_to_do(place: Place, statement: str, remedy: str) -> None:
    place.run(statement)

    assert remedy.format(role=place.role, database=place.database) in place.refusal()


def test_a_schema_that_the_role_may_not_even_use_is_named(place: Place) -> None:
    place.run("ALTER SCHEMA public OWNER TO postgres", "REVOKE USAGE ON SCHEMA public FROM PUBLIC")

    assert f'TO "{place.role}"' in place.refusal()


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "EUC_KR"])
def test_an_encoding_that_cannot_hold_every_name_stops_a_start(place: Place, encoding: str) -> None:
    with place.server.connect() as connection:
        connection.execute(f"DROP DATABASE {place.database}".encode())
        made = f"CREATE DATABASE {place.database} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
        connection.execute(f"{made} OWNER {place.role}".encode())

    assert encoding in place.refusal()


def test_a_database_and_a_role_that_do_not_exist_are_named(place: Place) -> None:
    with (
        pytest.raises(StoreMisconfigured, match='CREATE DATABASE "nothing"'),
        closing(open_store(place.url().replace(place.database, "nothing"))) as store,
    ):
        store.ping()
    with (
        pytest.raises(StoreMisconfigured, match='CREATE ROLE "nobody"'),
        closing(open_store(place.url().replace(place.role, "nobody"))) as store,
    ):
        store.ping()


def test_a_database_that_lets_nobody_in_is_told(place: Place) -> None:
    with place.server.connect() as connection:
        connection.execute(f"ALTER DATABASE {place.database} ALLOW_CONNECTIONS false".encode())
    try:
        assert "ALLOW_CONNECTIONS true" in place.refusal()
    finally:
        with place.server.connect() as connection:
            connection.execute(f"ALTER DATABASE {place.database} ALLOW_CONNECTIONS true".encode())


@pytest.mark.parametrize(
    ("statement", "remedy"),
    [
        ("REVOKE INSERT ON daemun_sessions FROM {role}", "GRANT SELECT, INSERT, UPDATE, DELETE"),
        ("REVOKE SELECT ON daemun_users FROM {role}", "GRANT SELECT, INSERT, UPDATE, DELETE"),
        ("ALTER TABLE daemun_users ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"),
    ],
)
def test_tables_of_another_role_serve_where_everything_is_granted(
    place: Place, statement: str, remedy: str
) -> None:
    with closing(open_store(place.server.url_of(place.database))) as administrator:
        administrator.ping()
    place.run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    place.work()
    with closing(open_store(place.url())) as store:
        store.schema.upgrade()

    place.run(statement)

    assert remedy in place.refusal()
    with closing(open_store(place.url())) as store:
        assert [remedy in str(fault) for fault in store.schema.find_faults()] == [True]


def test_tables_of_another_role_where_nothing_is_granted_are_named(place: Place) -> None:
    with closing(open_store(place.server.url_of(place.database))) as administrator:
        administrator.ping()

    assert "GRANT SELECT, INSERT, UPDATE, DELETE" in place.refusal()
    with (
        closing(open_store(place.url())) as store,
        pytest.raises(StoreMisconfigured, match="GRANT SELECT, INSERT, UPDATE, DELETE"),
    ):
        store.schema.find()


def test_old_tables_of_another_role_are_not_brought_up_to_date_by_halves(place: Place) -> None:
    with closing(open_store(place.server.url_of(place.database))) as administrator:
        administrator.ping()
    place.run(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "UPDATE daemun_schema_version SET version_num = '0001'",
    )

    assert f'OWNER TO "{place.role}"' in place.refusal()


@pytest.mark.parametrize(
    "setting",
    [
        "client_encoding = 'LATIN1'",
        "client_encoding = 'SQL_ASCII'",
        "datestyle = 'German'",
        "datestyle = 'SQL, DMY'",
        "intervalstyle = 'sql_standard'",
        "timezone = 'Asia/Seoul'",
        "timezone = '<+03>-3'",
        "bytea_output = 'escape'",
        "standard_conforming_strings = off",
        "default_transaction_isolation = 'serializable'",
        "default_transaction_deferrable = on",
        "statement_timeout = 1",
        "lock_timeout = 1",
        "idle_in_transaction_session_timeout = 1",
        "idle_session_timeout = '1h'",
        "transaction_timeout = '1h'",
        "lc_messages = 'C'",
        "extra_float_digits = 0",
        "quote_all_identifiers = on",
        'search_path = "$user", public',
        "row_security = off",
        "plan_cache_mode = 'force_generic_plan'",
        "default_tablespace = 'pg_default'",
    ],
)
@pytest.mark.parametrize("where", ["ROLE {role}", "DATABASE {database}"])
def test_connections_set_what_they_rely_on(place: Place, where: str, setting: str) -> None:
    place.run(f"ALTER {where} SET {setting}")

    place.work()


def test_settings_in_the_url_are_added_to_ours(place: Place) -> None:
    place.run("CREATE SCHEMA login AUTHORIZATION {role}", "ALTER SCHEMA public OWNER TO postgres")

    place.work(options="-csearch_path=login -cdatestyle=SQL")

    with place.server.connect(place.database) as connection:
        (schema,) = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'daemun_users'"
        ).fetchone() or ("",)
    assert schema == "login"


def test_a_wrong_setting_in_the_url_is_told(place: Place) -> None:
    assert "correct `options`" in place.refusal(options="-cno_such_thing=1")


def test_an_upgrade_takes_as_long_as_it_needs_whatever_the_role_has(place: Place) -> None:
    place.run(
        "CREATE TABLE seen (seconds text)",
        """CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
           BEGIN INSERT INTO public.seen VALUES (current_setting('transaction_timeout')); END $$""",
        "CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION note()",
        "ALTER ROLE {role} SET transaction_timeout = '1h'",
    )

    with closing(open_store(place.url())) as store:
        store.schema.upgrade()

    with place.server.connect(place.database) as connection:
        assert connection.execute("SELECT DISTINCT seconds FROM seen").fetchall() == [("0",)]


def test_a_limit_of_connections_is_told_and_may_pass(place: Place) -> None:
    place.run("ALTER ROLE {role} CONNECTION LIMIT 0")

    with closing(open_store(place.url())) as store, pytest.raises(StoreUnavailable) as refused:
        store.ping()

    assert not isinstance(refused.value, StoreMisconfigured)
    assert "DAEMUN_DATABASE_POOL_SIZE" in str(refused.value)


def test_a_sound_database_has_no_faults(place: Place) -> None:
    with closing(open_store(place.url())) as store:
        assert store.schema.find_faults() == ()
        store.ping()
        assert store.schema.find_faults() == ()


def test_tables_that_somebody_else_brings_up_to_date_need_no_right_to_make_any(place: Place) -> None:
    place.run("ALTER SCHEMA public OWNER TO postgres")

    with closing(open_store(place.url(), DatabaseSettings(upgrade_at_start=False))) as store:
        assert store.schema.find_faults() == ()
