"""The program that makes faults finds what was lost, and nothing where nothing was."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from bench.chaos.finding import Finding
from bench.chaos.killed import kill_workers
from bench.chaos.ledger import Account, Ledger, find_lost

if TYPE_CHECKING:
    from tests.services.postgres import Postgres


@pytest.mark.requirement("RL-01")
def test_killed_workers_lose_nothing_under_load(shared_postgres: "Postgres") -> None:
    # Asked for only because it skips where PostgreSQL cannot be started.
    assert shared_postgres.answers()

    # Not `tmp_path`: PostgreSQL runs as another user where the tests run as root, who could not reach it.
    with tempfile.TemporaryDirectory(prefix="daemun-chaos-") as folder:
        Path(folder).chmod(0o755)
        finding = kill_workers(Path(folder) / "site", kills=2)

    assert not finding.is_bad, str(finding)
    assert finding.acknowledged["rotations"] > 0


def test_a_loss_is_found(postgres_url: str) -> None:
    account = Account("minsu", "wide-otter-lamp-42-river", "user-minsu", "session-minsu", rotations=2)
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE daemun_passwords (user_id text, hash text)")
        connection.execute("CREATE TABLE daemun_sessions (id text, generation int, revoked_at timestamp)")
        connection.execute("CREATE TABLE daemun_audit_events (user_id text, name text)")
        connection.execute("INSERT INTO daemun_passwords VALUES ('user-minsu', 'hash')")
        connection.execute("INSERT INTO daemun_sessions VALUES ('session-minsu', 1, NULL)")
        connection.execute("INSERT INTO daemun_audit_events VALUES ('user-minsu', 'user.registered')")

        lost = find_lost(Ledger([account]), connection)

    assert lost == [
        "minsu: 2 rotations told, 1 stored",
        "minsu: 1 rotations stored, 0 recorded",
    ]


def test_whatever_does_not_come_back_is_bad() -> None:
    told = Counter(registrations=1)

    back, away = Finding("a fault", told, recovery=0.1), Finding("a fault", told)

    assert not back.is_bad
    assert away.is_bad
    assert "NEVER" in str(away)
