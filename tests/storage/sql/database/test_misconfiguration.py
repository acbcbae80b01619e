"""What PostgreSQL, its library, poolers and SQLite say of what will not pass, and what an operator reads."""

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from daemun.problem import StoreMisconfigured
from daemun.storage.open_store import open_store
from daemun.storage.sql.database.misconfiguration import find_misconfiguration

PREFIX = 'connection failed: connection to server at "10.0.0.5", port 5432 failed: '


def _said(text: str) -> str | None:
    found = find_misconfiguration(OperationalError("", {}, Exception(text)))
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ('FATAL:  password authentication failed for user "app"', "percent-encoded"),
        ('FATAL:  Peer authentication failed for user "app"', "user name and password"),
        ("FATAL:  SASL authentication failed", "user name and password"),
        ("fe_sendauth: no password supplied", "user name and password"),
        (
            'FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "app", database "x", no encryption',
            "pg_hba.conf",
        ),
        ('FATAL:  pg_hba.conf rejects connection for host "10.0.0.9", user "app"', "pg_hba.conf"),
        ("FATAL:  no such database: x", 'CREATE DATABASE "x"'),
        ("server does not support SSL, but SSL was required", "DAEMUN_DATABASE_PRIVATE_NETWORK"),
        ('root certificate file "/srv/root.crt" does not exist', "sslrootcert=system"),
        ("SSL error: certificate verify failed", "sslrootcert=system"),
        ('server certificate for "db" does not match host name "10.0.0.5"', "the name of the certificate"),
        ('private key file "/k" has group or world access', "who may read them"),
        ("FATAL:  unsupported startup parameter: options", "ignore_startup_parameters"),
        ("session is read-only", "the primary"),
        ("received invalid response to SSL negotiation: H", "host and port"),
        ("expected authentication request from server, but received H", "host and port"),
        ('definition of service "x" not found', "service file"),
        ("channel binding required, but server authenticated client without it", "channel_binding"),
        ("FATAL:  Tenant or user not found", "Tenant or user not found"),
    ],
)
def test_a_refused_connection_says_what_to_do(text: str, remedy: str) -> None:
    said = _said(PREFIX + text)

    assert said is not None
    assert remedy in said


@pytest.mark.parametrize(
    "text",
    [
        "Connection refused",
        "FATAL:  the database system is starting up",
        "FATAL:  the database system is shutting down",
        "FATAL:  the database system is not yet accepting connections",
        "FATAL:  sorry, too many clients already",
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        "FATAL:  terminating connection due to administrator command",
        "FATAL:  no more connections allowed (max_client_conn)",
        "timeout expired",
        "failed to resolve host 'db': [Errno -3] Temporary failure in name resolution",
    ],
)
def test_what_may_pass_by_itself_is_no_misconfiguration(text: str) -> None:
    assert _said(PREFIX + text) is None


class FromServer(Exception):
    sqlstate: str


@pytest.mark.parametrize("sqlstate", ["26000", "42P05", "42501", "3F000", "22021"])
def test_a_statement_that_can_never_work_here_says_what_to_do(sqlstate: str) -> None:
    original = FromServer("secret value")
    original.sqlstate = sqlstate

    found = find_misconfiguration(ProgrammingError("", {}, original))

    assert found is not None
    assert found.remedy
    assert "secret" not in str(found)


@pytest.mark.parametrize("sqlstate", ["40001", "53300", "57P01", "23505", "42601"])
def test_a_busy_server_and_our_own_faults_are_no_misconfiguration(sqlstate: str) -> None:
    original = FromServer("secret value")
    original.sqlstate = sqlstate

    assert find_misconfiguration(ProgrammingError("", {}, original)) is None


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, " * 100, encoding="utf-8")

    assert "not a SQLite database" in _refusal(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    assert "cannot be opened" in _refusal(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    refusal = _refusal(f"sqlite:///{tmp_path / 'file' / 'daemun.sqlite3'}")

    assert str(tmp_path / "file") in refusal
    assert "can be written" in refusal


def _refusal(url: str) -> str:
    store = open_store(url)
    with pytest.raises(StoreMisconfigured) as refused:
        store.ping()
    store.close()
    return str(refused.value)


@pytest.mark.parametrize(
    ("number", "lasts"),
    [(errno.EROFS, True), (errno.EACCES, True), (errno.EIO, False), (errno.ENOSPC, False)],
)
def test_files_that_only_read_need_an_operator(number: int, lasts: bool) -> None:
    assert (find_misconfiguration(OSError(number, "x", "/srv/x")) is not None) == lasts


def test_a_full_disk_may_have_room_again() -> None:
    original = sqlite3.OperationalError("full")
    original.sqlite_errorcode = sqlite3.SQLITE_FULL

    assert find_misconfiguration(OperationalError("", {}, original)) is None
