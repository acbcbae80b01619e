"""What is wrong with a URL is found before anything is opened, and none of it is repeated."""

from pathlib import Path

import pytest

from daemun.storage.database_url import locate, why_unusable


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("postgresql://u@h/x?pgbouncer=true", "DAEMUN_DATABASE_PREPARED_STATEMENTS"),
        ("postgresql://u@h/x?schema=public", "search_path"),
        ("postgresql://u@h/x?currentSchema=a", "search_path"),
        ("postgresql://u@h/x?connection_limit=1", "DAEMUN_DATABASE_POOL_SIZE"),
        ("postgresql://u@h/x?ssl=true", "sslmode=verify-full"),
        ("postgresql://u@h/x?sslmode=verify-full&channelBinding=require", "leave it out"),
        ("postgresql://u@h/x?charset=utf8mb4", "UTF-8"),
        ("postgresql://u@h/x?client_encoding=latin1", "UTF8"),
        ("postgresql://u@h/x?replication=true", "leave it out"),
        ("postgresql://u@h/x?plugin=x", "leave it out"),
        ("postgresql://u@h/x?sslmode=on", "`sslmode`"),
        ("postgresql://u@h/x?sslmode=require&sslrootcert=system", "`sslmode`"),
        ("postgresql://u@h/x?target_session_attrs=rw", "`target_session_attrs`"),
        ("postgresql://u@h/x?connect_timeout=soon", "`connect_timeout`"),
        ("postgresql://u@h/x?ssl_min_protocol_version=9", "`ssl_min_protocol_version`"),
        ("postgresql://u@h/x?sslmode=disable&sslmode=verify-full", "more than once"),
        ("postgresql://u@h:99999/x", "port"),
        ("postgresql+asyncpg://u@h/x", "postgresql://"),
        ("mysql+pymysql://u@h/x", "MySQL is not supported"),
        ("mssql://u@h/x", "SQL Server is not supported"),
        ("sqlite+aiosqlite:///x", "sqlite:///"),
        ("sqlite://daemun.sqlite3", "three slashes"),
        ("sqlite:///daemun.sqlite3?mode=ro", "nothing after"),
        ("postgresql://u@h/x\n", "line break"),
        ("mongodb://u@h/x\n", "line break"),
        ("mongodb://", "mongodb://user:password@host/name"),
        ("mongodb://u:p@ss@host/name", "percent-encode"),
        ("mongodb://host:port/name", "mongodb://user:password@host/name"),
        ("mongodb://host/name?tls=perhaps", "mongodb://user:password@host/name"),
        ("mongodb+srv:///name", "mongodb://user:password@host/name"),
        ("mongodb://host/a.b", "names a database"),
        (f"mongodb://host/{'n' * 64}", "63 at most"),
        ("postgresql//u@h/x", "must be a database URL"),
    ],
)
def test_what_cannot_work_is_told_with_what_would(url: str, remedy: str) -> None:
    assert remedy in (why_unusable(url) or "")


@pytest.mark.parametrize(
    "password",
    ["hun@ter2", "hun@ter2/x", "hun/ter2@x", "hun@ter2?x", "hun?ter2@x", "hun@:ter2", "hun@@ter2#"],
)
@pytest.mark.parametrize("scheme", ["postgresql", "mongodb", "mongodb+srv"])
def test_a_password_that_is_not_encoded_is_told_and_not_repeated(scheme: str, password: str) -> None:
    reason = why_unusable(f"{scheme}://user:{password}@127.0.0.1/name") or ""

    assert "percent-encode" in reason
    assert "ter2" not in reason


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p%40ss%2Fw%23rd@127.0.0.1/x",
        "postgresql://u:p/w@h/x",
        "postgresql://u:p?w@h/x",
        "postgresql://u:p#w:[x]%w@h/x",
        "postgresql+psycopg2://u@h/x",
        "postgres://u@h/x?sslmode=verify-full&sslrootcert=system",
        "postgresql://u@/x?host=a:1&host=b:2&target_session_attrs=read-write",
        "postgresql://u@/x?host=@socket",
        "postgresql://u@h/x?options=-csearch_path%3Dlogin&application_name=shop",
        "postgresql://u@h/x?client_encoding=utf-8",
        "postgresql:///x?service=login",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_what_may_work_is_let_through(url: str) -> None:
    assert why_unusable(url) is None


def test_the_relative_path_of_a_sqlite_file_begins_in_the_folder(tmp_path: Path) -> None:
    assert locate("sqlite:///shop/users.db", tmp_path) == f"sqlite:///{tmp_path}/shop/users.db"


@pytest.mark.parametrize(
    "url", ["sqlite:////srv/users.db", "sqlite://", "sqlite:///:memory:", "postgresql://u:p%40@h/x"]
)
def test_other_urls_stay_as_they_are(url: str, tmp_path: Path) -> None:
    assert locate(url, tmp_path) == url
