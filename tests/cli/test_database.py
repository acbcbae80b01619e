import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from daemun.composition.services import Services
from daemun.features.lockout.model import Limit
from daemun.server.application import create_app
from daemun.storage.sql.migrations import NEWEST_VERSION
from tests.builders import add_user, log_in
from tests.cli.conftest import Commands
from tests.storage.released import restore

LONG_AGO = timedelta(days=400)
LIMIT = Limit("test", timedelta(hours=1), ())


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """An installation whose tables nobody has brought up to date."""
    monkeypatch.setenv("DAEMUN_DATABASE_UPGRADE_AT_START", "false")
    create_app(instance_path=tmp_path)
    restore("0001", f"sqlite:///{tmp_path / 'daemun.sqlite3'}")
    return Commands(tmp_path)


def old_counts(running: Services, number: int) -> None:
    long_ago = running.web.clock.now() - LONG_AGO
    with running.store.batches.batch():
        for each in range(number):
            running.store.lockout.count_try(f"address:{each}", LIMIT, now=long_ago)


@pytest.mark.requirement("RL-10")
def test_an_older_database_is_brought_up_to_date_by_command(older: Commands) -> None:
    behind = older("db", "check")
    refused = older("users", "list")
    upgraded = older("db", "upgrade", "--json")
    again = older("db", "upgrade")

    assert (behind.exit_code, refused.exit_code) == (1, 1)
    assert "run `daemun db upgrade`" in behind.stdout
    assert "run `daemun db upgrade`" in refused.stderr
    assert json.loads(upgraded.stdout) == {"from": "0001", "to": NEWEST_VERSION}
    assert f"at version {NEWEST_VERSION} already" in again.stdout
    assert older("db", "check").exit_code == 0
    assert "minsu" in older("users", "list").stdout


def test_the_sql_is_printed_and_nothing_runs(older: Commands) -> None:
    printed = older("db", "upgrade", "--sql").stdout

    assert "ALTER TABLE daemun_passwords" in printed
    assert older("db", "check").exit_code == 1
    file = sqlite3.connect(older.folder / "daemun.sqlite3")
    file.executescript(printed)
    file.close()
    assert older("db", "check").exit_code == 0
    assert older("db", "upgrade", "--sql").stdout == "-- nothing to do\n"


def test_tables_of_a_newer_program_are_told(daemun: Commands) -> None:
    file = sqlite3.connect(daemun.folder / "daemun.sqlite3")
    file.execute("UPDATE daemun_schema_version SET version_num = '9999'")
    file.commit()
    file.close()

    result = daemun("db", "check", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"found": "9999", "needed": NEWEST_VERSION, "up_to_date": False}


def test_what_is_over_is_counted_then_removed(daemun: Commands, running: Services) -> None:
    tokens = log_in(running, add_user(running))
    old_counts(running, 3)

    counted = daemun.json("db", "purge", "--dry-run")
    removed = daemun.json("db", "purge")
    again = daemun("db", "purge")

    assert counted["removed"] == removed["removed"]
    assert (removed["removed"]["counts"], removed["complete"]) == (3, True)
    assert "       0  counts" in again.stdout
    assert running.sessions.find_live(tokens.session.id) is not None
    assert running.store.audit.list_page() != []


def test_when_the_time_is_up_the_rest_is_left(daemun: Commands, running: Services) -> None:
    old_counts(running, 3)

    result = daemun("db", "purge", "--budget", "0.000001")

    assert result.exit_code == 0
    assert "more for the next run" in result.stdout
    assert daemun.json("db", "purge", "--dry-run")["removed"]["counts"] == 3
    for budget in ("0", "-1", "nan", "inf", "1e300"):
        assert daemun("db", "purge", "--budget", budget).exit_code == 2


KILLED = """
import os, signal, sys
from daemun.cli.main import main
from daemun.storage.sql.housekeeping import SqlHousekeepingStore

remove = SqlHousekeepingStore.remove_expired

def remove_and_die(self, kind, expired, *, limit):
    if remove(self, kind, expired, limit=limit):
        os.kill(os.getpid(), signal.SIGKILL)
    return 0

SqlHousekeepingStore.remove_expired = remove_and_die
main(["--instance", sys.argv[1], "db", "purge"])
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_purge_that_is_killed_keeps_what_it_did_and_the_next_one_goes_on(
    daemun: Commands, running: Services
) -> None:
    old_counts(running, 700)

    killed = subprocess.run([sys.executable, "-c", KILLED, str(daemun.folder)], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert daemun.json("db", "purge")["removed"]["counts"] == 200


def test_the_commands_work_on_postgresql(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAEMUN_DATABASE_URL", postgres_url)
    commands = Commands(tmp_path)

    upgraded = commands("db", "upgrade")

    assert upgraded.stdout == f"tables: from none to version {NEWEST_VERSION}\n"
    assert commands("db", "check").exit_code == 0
    assert commands("db", "purge").exit_code == 0
    assert commands("users", "create", "minsu", "--generate-password").exit_code == 0
    assert "minsu" in commands("users", "list", "min").stdout


def test_after_a_backup_everybody_logs_in_again(daemun: Commands, running: Services) -> None:
    opened = log_in(running, add_user(running))

    asked = daemun("db", "restored", typed="n\n")
    assert asked.exit_code == 1
    assert running.sessions.find_live(opened.session.id) is not None

    done = daemun("db", "restored", "--yes")

    assert done.exit_code == 0
    assert "1  sessions" in done.stdout
    assert "Everybody must log in again" in done.stderr
    assert running.sessions.find_live(opened.session.id) is None


def test_nothing_is_restored_where_nothing_is_installed(tmp_path: Path) -> None:
    refused = Commands(tmp_path / "empty")("db", "restored", "--yes")

    assert refused.exit_code == 1
    assert "no installation here" in refused.stderr
