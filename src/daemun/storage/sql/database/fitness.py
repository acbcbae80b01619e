"""Checks whether a PostgreSQL server, its database and its role are set up for Daemun."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from daemun.problem import StoreMisconfigured, StoreUnavailable

_STATE = text(
    """
    SELECT current_user AS role, current_database() AS database, current_schema() AS schema,
        has_schema_privilege(current_schema(), 'CREATE') AS may_create,
        current_setting('server_encoding') AS encoding,
        current_setting('transaction_read_only') = 'on' AS only_reads, pg_is_in_recovery() AS is_copy,
        current_setting('session_replication_role') AS replication_role
    """
)
_TABLES = text(
    """
    SELECT relname AS name, row_security_active(oid) AS hides_rows,
        has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
        AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE') AS may_work,
        pg_has_role(relowner, 'USAGE') AS is_owner
    FROM pg_class WHERE relname LIKE 'daemun\\_%' AND relkind IN ('r', 'p') AND pg_table_is_visible(oid)
    ORDER BY relname
    """
)
_SYSTEM_SCHEMA = re.compile("pg_|information_schema$")


@dataclass(frozen=True, slots=True)
class _Place:
    """Names, quoted for SQL."""

    role: str
    database: str
    schema: str


def require_fitness(connection: Connection, *, for_upgrade: bool) -> None:
    """Raise the first of `find_faults`.

    A read-only replica raises StoreUnavailable: it may be promoted at any moment.
    """
    for fault in find_faults(connection, for_upgrade=for_upgrade):
        raise fault


def find_faults(connection: Connection, *, for_upgrade: bool) -> Iterator[StoreUnavailable]:
    """Find everything that would stop this program here. Reads settings and grants; changes nothing."""
    state = connection.execute(_STATE).one()
    place = _Place(*(_quoted(name or "public") for name in (state.role, state.database, state.schema)))
    if state.encoding != "UTF8":
        yield StoreMisconfigured(
            f"the database {place.database} has the encoding {state.encoding}, which cannot store every name",
            "create it again: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0",
        )
    if state.is_copy:
        yield StoreUnavailable(
            "this PostgreSQL is a read-only replica: name the primary in DAEMUN_DATABASE_URL"
        )
    elif state.only_reads:
        yield StoreMisconfigured(
            f"the database {place.database} or the role {place.role} is set to read-only",
            f"ALTER ROLE {place.role} RESET default_transaction_read_only, and the same for ALTER DATABASE"
            f" {place.database}; or the whole server is read-only, or out of disk space",
        )
    if state.replication_role == "replica":
        # Only a superuser can change it within a connection.
        yield StoreMisconfigured(
            f"the database {place.database} or the role {place.role} is set to ignore foreign keys",
            f"ALTER ROLE {place.role} RESET session_replication_role, and the same for ALTER DATABASE"
            f" {place.database}",
        )
    if state.schema is None or _SYSTEM_SCHEMA.match(state.schema):
        yield StoreMisconfigured(
            f"the role {place.role} has no schema to work in: its search_path names none that exists and that"
            " it may use, or PostgreSQL's own first",
            f"GRANT USAGE, CREATE ON SCHEMA public TO {place.role}, or ALTER ROLE {place.role}"
            " SET search_path = the schema to use",
        )
        return
    if for_upgrade and not state.may_create:
        yield StoreMisconfigured(
            f"the role {place.role} may not create tables in the schema {place.schema}, the default since"
            " PostgreSQL 15",
            f"GRANT USAGE, CREATE ON SCHEMA {place.schema} TO {place.role}, or let the role own the database",
        )
    yield from _faults_of_tables(connection, place, for_upgrade=for_upgrade)


def _faults_of_tables(
    connection: Connection, place: _Place, *, for_upgrade: bool
) -> Iterator[StoreMisconfigured]:
    tables = connection.execute(_TABLES).all()
    foreign = [table.name for table in tables if not table.is_owner]
    if for_upgrade and foreign:
        yield StoreMisconfigured(
            f"the role {place.role} does not own the table {foreign[0]}, and cannot upgrade it",
            f"run `daemun db upgrade` as its owner, or ALTER TABLE {foreign[0]} OWNER TO {place.role}",
        )
    closed = [table.name for table in tables if not table.may_work]
    if closed:
        yield StoreMisconfigured(
            f"the role {place.role} may not read and write the table {closed[0]}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {place.schema} TO {place.role}",
        )
    hidden = [table.name for table in tables if table.hides_rows]
    if hidden:
        yield StoreMisconfigured(
            f"row level security hides rows of the table {hidden[0]} from the role {place.role}",
            f"ALTER TABLE {hidden[0]} DISABLE ROW LEVEL SECURITY, or ALTER ROLE {place.role} BYPASSRLS",
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
