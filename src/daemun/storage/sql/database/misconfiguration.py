"""Driver errors that will not go away by themselves, and what an operator has to change."""

import errno
import os
import re
import sqlite3
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from daemun.problem import StoreMisconfigured

_LET_ENTER = "allow this host and role in pg_hba.conf on the server, with the `?sslmode=` that it requires"
_RIGHT_PASSWORD = (
    "correct user name and password in DAEMUN_DATABASE_URL, percent-encoded where they are special;"
    " a password may also have expired (VALID UNTIL)"
)
_RIGHT_CERTIFICATE = (
    "add &sslrootcert=system for public certificates, or &sslrootcert= with the path of the authority's own"
)

_REFUSED_CONNECTIONS: tuple[tuple[str, str, str], ...] = (
    (
        r"role \"(?P<name>[^\"]+)\" does not exist",
        "there is no role {name}",
        'CREATE ROLE "{name}" LOGIN PASSWORD ...',
    ),
    (
        r"role \"(?P<name>[^\"]+)\" is not permitted to log in",
        "{name} may not log in",
        'ALTER ROLE "{name}" LOGIN',
    ),
    (
        r"database \"(?P<name>[^\"]+)\" does not exist|no such database: (?P<other>\S+)",
        "there is no database {name}",
        "CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0, or correct DAEMUN_DATABASE_URL",
    ),
    (
        r"permission denied for database \"(?P<name>[^\"]+)\"",
        "the role may not connect to the database {name}",
        'GRANT CONNECT ON DATABASE "{name}" TO the role of DAEMUN_DATABASE_URL',
    ),
    (
        r"database \"(?P<name>[^\"]+)\" is not currently accepting connections",
        "the database {name} does not accept connections",
        'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true',
    ),
    (
        r"no pg_hba.conf entry|pg_hba.conf rejects|SSL connection is required",
        "PostgreSQL does not allow this connection",
        _LET_ENTER,
    ),
    (
        r"no password supplied|password was required|password is missing",
        "PostgreSQL asks for a password",
        _RIGHT_PASSWORD,
    ),
    (r"authentication failed", "PostgreSQL refuses user name or password", _RIGHT_PASSWORD),
    (
        r"does not support SSL",
        "the server has no TLS",
        "switch it on there; in a private network set DAEMUN_DATABASE_PRIVATE_NETWORK and ?sslmode=disable",
    ),
    (r"root certificate file .* does not exist", "no certificate authority is named", _RIGHT_CERTIFICATE),
    (r"certificate verify failed", "the certificate of the server is not trusted here", _RIGHT_CERTIFICATE),
    (
        r"server certificate for .* does not match host name",
        "the certificate of the server is for another name",
        "write the name of the certificate as the host in DAEMUN_DATABASE_URL",
    ),
    (
        r"(?:private key|certificate|root certificate|CRL) file",
        "a file of the TLS connection cannot be used",
        "look at the paths in DAEMUN_DATABASE_URL and who may read them",
    ),
    (
        r"unsupported startup parameter",
        "the pooler refuses a parameter of the connection",
        "set ignore_startup_parameters = options in its configuration",
    ),
    (
        r"unrecognized configuration parameter|invalid command-line argument|invalid value for parameter",
        "PostgreSQL does not know a setting in `options`",
        "correct `options` in DAEMUN_DATABASE_URL",
    ),
    (
        r"session is read-only|server is in hot standby mode|session is not read-only|server is not in hot",
        "no server fits `target_session_attrs`",
        "name the primary in DAEMUN_DATABASE_URL",
    ),
    (
        r"invalid response to SSL negotiation|expected authentication request|unsupported frontend protocol",
        "the server at that address is not PostgreSQL",
        "correct host and port in DAEMUN_DATABASE_URL",
    ),
    (
        r"definition of service|service file",
        "there is no such service",
        "look at the service file of PostgreSQL",
    ),
    (
        r"channel binding|authentication method requirement|requires? SSL",
        "the server and the URL disagree on how to log in",
        "look at `channel_binding`, `require_auth` and `sslmode` in DAEMUN_DATABASE_URL",
    ),
)
"""Messages of the server and its library (there are no codes before a connection), fault and remedy."""
_PASSING = re.compile(
    "starting up|shutting down|recovery mode|not yet accepting|too many|connection slots|terminating"
    "|conflict with|no more connections|cannot connect to server|server login|timeout"
)

_GRANT = (
    "run `daemun doctor` for the GRANT that is missing, or let the role own the database, its schema and"
    " its tables"
)
_SQLSTATES: Mapping[str, tuple[str, str]] = {
    "26000": (
        "a pooler changes the connection after every transaction",
        "set DAEMUN_DATABASE_PREPARED_STATEMENTS to false",
    ),
    "42P05": (
        "a pooler changes the connection after every transaction",
        "set DAEMUN_DATABASE_PREPARED_STATEMENTS to false",
    ),
    "42501": ("the role of DAEMUN_DATABASE_URL lacks rights that Daemun needs", _GRANT),
    "3F000": (
        "no schema of the role's search_path exists",
        "ALTER ROLE ... SET search_path = public, or CREATE SCHEMA",
    ),
    "22021": (
        "the encoding of the database cannot store every name",
        "create it again with ENCODING 'UTF8'",
    ),
    "22P05": (
        "the encoding of the database cannot store every name",
        "create it again with ENCODING 'UTF8'",
    ),
}

_SQLITE: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_CANTOPEN: (
        "the SQLite file cannot be opened",
        "let the user that runs this read and write the file and its folder",
    ),
    sqlite3.SQLITE_PERM: (
        "the SQLite file may not be opened",
        "let the user that runs this read and write the file and its folder",
    ),
    sqlite3.SQLITE_READONLY: (
        "the SQLite file or its folder is read-only",
        "let the user that runs this write both, on a writable file system",
    ),
    sqlite3.SQLITE_NOTADB: ("the file is not a SQLite database", "name another one in DAEMUN_DATABASE_URL"),
    sqlite3.SQLITE_CORRUPT: ("the SQLite file is damaged", "restore it from a backup"),
}
_FILES = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.EEXIST,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.ENAMETOOLONG,
        errno.ELOOP,
    }
)


def find_misconfiguration(error: SQLAlchemyError | OSError) -> StoreMisconfigured | None:
    """What must be changed; None: the error may go away by itself, or is a bug."""
    if isinstance(error, OSError):
        return _of_file(error)
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _known(_SQLITE.get(code & 0xFF))
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate is not None:
        return _known(_SQLSTATES.get(sqlstate))
    return _of_connection(str(error.orig))


def _of_file(error: OSError) -> StoreMisconfigured | None:
    if error.errno not in _FILES:
        return None
    place = error.filename or "the SQLite file"
    return StoreMisconfigured(f"{place}: {os.strerror(error.errno)}", "name a place that can be written")


def _of_connection(text: str) -> StoreMisconfigured | None:
    for pattern, fault, remedy in _REFUSED_CONNECTIONS:
        found = re.search(pattern, text)
        if found is not None:
            name = next((each for each in found.groups() if each), "")
            return StoreMisconfigured(fault.format(name=name), remedy.format(name=name))
    refused = re.search(r"(?:FATAL|ERROR): +(?P<said>[^\n]+)", text)
    if refused is None or _PASSING.search(text):
        return None
    return StoreMisconfigured(
        f'PostgreSQL or a pooler refuses the connection, "{refused["said"]}"', "correct DAEMUN_DATABASE_URL"
    )


def _known(found: tuple[str, str] | None) -> StoreMisconfigured | None:
    return None if found is None else StoreMisconfigured(*found)
