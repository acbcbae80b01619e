"""Mistakes in a database URL, found before anything is opened. No part of the URL is repeated."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from daemun.storage.settings import MONGODB_NAMES

if TYPE_CHECKING:
    from sqlalchemy import URL

POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"})
SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
MONGODB = frozenset({"mongodb", "mongodb+srv"})
_IN_MEMORY = frozenset({None, "", ":memory:"})
MONGODB_NAME = "daemun"
"""The database if neither the URL nor DAEMUN_DATABASE_NAME names one."""
NO_DRIVER = 'needs a driver: pip install "daemun[postgres]"'
NO_MONGODB_DRIVER = 'needs a driver: pip install "daemun[mongo]"'
NO_DRIVERS = frozenset({NO_DRIVER, NO_MONGODB_DRIVER})

_ENCODE = "percent-encode what is special in user name and password: %40 for @, %2F for /, %25 for %"
_NOT_A_URL = f"must be a database URL, such as postgresql://user:password@host/name; {_ENCODE}"
_OTHERS = {
    "cockroachdb": "CockroachDB",
    "db2": "Db2",
    "mariadb": "MariaDB",
    "mssql": "SQL Server",
    "mysql": "MySQL",
    "oracle": "Oracle",
}
_PLACES = frozenset({"host", "hostaddr", "port", "service", "passfile"})
_NUMBERS = frozenset(
    {
        "connect_timeout",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "tcp_user_timeout",
    }
)
_UTF_8 = frozenset({"utf8", "unicode", "auto"})

_POOL = "leave it out: DAEMUN_DATABASE_POOL_SIZE and DAEMUN_DATABASE_TIMEOUT say it here"
_SEARCH_PATH = "write options=-csearch_path%3DNAME"
_TLS = "write sslmode=verify-full&sslrootcert=system"
_MEANT = {
    "pgbouncer": "leave it out, and set DAEMUN_DATABASE_PREPARED_STATEMENTS to false",
    "prepare_threshold": "leave it out, and set DAEMUN_DATABASE_PREPARED_STATEMENTS to false",
    "prepared_statements": "leave it out, and set DAEMUN_DATABASE_PREPARED_STATEMENTS to false",
    "statement_cache_size": "leave it out, and set DAEMUN_DATABASE_PREPARED_STATEMENTS to false",
    "connection_limit": _POOL,
    "pool_size": _POOL,
    "pool_timeout": _POOL,
    "max_overflow": _POOL,
    "socket_timeout": _POOL,
    "statement_timeout": _POOL,
    "schema": _SEARCH_PATH,
    "currentschema": _SEARCH_PATH,
    "search_path": _SEARCH_PATH,
    "ssl": _TLS,
    "sslaccept": _TLS,
    "ssl_mode": _TLS,
    "charset": "leave it out: connections use UTF-8",
    "encoding": "leave it out: connections use UTF-8",
    "database": "write the name after the host: postgresql://host/name",
    "username": "write the name before the host: postgresql://user@host/name",
}
"""Options of other libraries, in lower case, and what to write instead."""


def why_unusable(text: str) -> str | None:
    """The reason why this URL cannot work; None: it may work."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    if any(not each.isprintable() for each in text):
        return "holds a line break or another character that cannot be seen"
    if is_mongodb(text):
        return _mongodb(text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        return _NOT_A_URL
    if url.drivername in SQLITE:
        return _sqlite(url)
    if url.drivername in POSTGRESQL:
        return _postgresql(url, text)
    return _other_kind(url)


def is_mongodb(text: str) -> bool:
    """Whether this is the URL of a MongoDB."""
    return text.partition("://")[0] in MONGODB


def mongodb_name(text: str) -> str:
    """The name of the database in a MongoDB URL, or the default."""
    path = text.partition("://")[2].partition("?")[0].partition("/")[2]
    return unquote(path) or MONGODB_NAME


def mongodb_line(text: str) -> tuple[list[str], Mapping[str, str]]:
    """Every host in a valid MongoDB URL, and its options in lower case."""
    rest, _, query = text.partition("://")[2].partition("?")
    hosts = rest.partition("/")[0].rpartition("@")[2].split(",")
    return hosts, {name.lower(): value for name, value in parse_qsl(query)}


def _mongodb(text: str) -> str | None:
    try:
        from pymongo.errors import ConfigurationError, InvalidURI
        from pymongo.uri_parser import parse_uri
    except ImportError:
        return NO_MONGODB_DRIVER
    checked = text
    if text.startswith("mongodb+srv://"):
        # DNS is queried when it is opened.
        checked = "mongodb://" + text.removeprefix("mongodb+srv://")
    try:
        with warnings.catch_warnings():
            # It ignores the options that it warns about.
            warnings.simplefilter("error")
            parse_uri(checked, validate=True)
    except (ConfigurationError, InvalidURI, UserWarning, ValueError):
        return (
            f"is none that MongoDB's driver understands, such as mongodb://user:password@host/name; {_ENCODE}"
        )
    # What stands behind an `@` in a password is read as host and name.
    if text.partition("?")[0].count("@") > 1:
        return f"has more than one @; {_ENCODE}"
    if re.search(MONGODB_NAMES, mongodb_name(text)) is None:
        return "names a database as MongoDB does not allow: without . / \\ : $ quotes, spaces, 63 at most"
    return None


def _other_kind(url: URL) -> str:
    kind = url.drivername.lower().partition("+")[0]
    if kind in ("postgres", "postgresql"):
        return "names a driver that is not used here: begin with postgresql:// alone"
    if kind == "sqlite":
        return "names a driver that is not used here: begin with sqlite:/// alone"
    known = (
        "Daemun keeps its data in PostgreSQL, MongoDB or SQLite: only postgresql://, mongodb:// and sqlite:///"
        " are known"
    )
    return f"{_OTHERS[kind]} is not supported; {known}" if kind in _OTHERS else known


def _sqlite(url: URL) -> str | None:
    if "uri" in url.query:
        return "must hold a path, not a URI of SQLite's own"
    if url.host or url.username:
        return "needs three slashes before a path that begins in the instance folder, four before /"
    if url.query:
        return "takes nothing after `?`; DAEMUN_DATABASE_... says how long to wait"
    return None


def _postgresql(url: URL, text: str) -> str | None:
    if find_spec("psycopg") is None:
        return NO_DRIVER
    # What stands behind an `@` in a password is read as host, port and name.
    behind_password = text.partition("@")[2] if url.username is not None else text
    query = behind_password.partition("?")[2]
    misread = [url.host or "", url.database or "", *(pair.partition("=")[0] for pair in query.split("&"))]
    if any("@" in part[1:] for part in misread):
        return f"has more than one @; {_ENCODE}"
    if url.port is not None and not 0 < url.port < 2**16:
        return "must have a port between 1 and 65535"
    return _parameters(url)


def _parameters(url: URL) -> str | None:
    from psycopg.pq import Conninfo

    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - {"replication"}
    for name in url.query:
        if name not in known:
            # A name that is not a word may be part of a password.
            named = f"`{name}`" if re.fullmatch(r"[A-Za-z_]{1,40}", name) else "something"
            remedy = _MEANT.get(name.lower(), "leave it out")
            return f"has {named} after `?`, which PostgreSQL's library does not know; {remedy}"
    for name, values in url.normalized_query.items():
        if len(values) > 1 and name not in ("host", "port", "hostaddr"):
            return f"has `{name}` more than once"
    encodings = url.normalized_query.get("client_encoding", ())
    if any(re.sub("[^a-z0-9]", "", each.lower()) not in _UTF_8 for each in encodings):
        return "has another `client_encoding` than UTF8; leave it out"
    return _library_refuses(url)


def _library_refuses(url: URL) -> str | None:
    """Check the values with PostgreSQL's library, which does so before it connects."""
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import PGconn

    given = {name: values[-1] for name, values in url.normalized_query.items()}
    for name in _NUMBERS & given.keys():
        if not re.fullmatch(r"-?[0-9]{1,9}", given[name]):
            return f"has a value of `{name}` that is no whole number"
    checked = {name: value for name, value in given.items() if name not in _PLACES}
    attempt = PGconn.connect_start(make_conninfo(**checked, host="/nowhere", port="1").encode())
    answer = attempt.error_message.decode("utf-8", "replace")
    attempt.finish()
    if "connection to server" in answer:
        return None
    guilty = [name for name in checked if re.search(rf"\b{name}\b", answer)]
    return f"has a value of `{(guilty or sorted(checked))[0]}` that PostgreSQL's library does not accept"


def is_in_memory(text: str) -> bool:
    """Whether a URL names an in-memory SQLite database, which ends with its connection."""
    url = _sqlite_url(text)
    return url is not None and url.database in _IN_MEMORY


def locate(text: str, folder: Path) -> str:
    """Resolve the relative path of a SQLite file against `folder`; leave other URLs and invalid ones
    alone.
    """
    url = _sqlite_url(text)
    if url is None or url.database in _IN_MEMORY:
        return text
    return url.set(database=str(folder / str(url.database))).render_as_string(hide_password=False)


def _sqlite_url(text: str) -> URL | None:
    if text.partition("://")[0] not in SQLITE or why_unusable(text) is not None:
        return None
    from sqlalchemy import make_url

    return make_url(text)
