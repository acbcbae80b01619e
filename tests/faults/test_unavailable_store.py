"""A store that is away, locked or full gives 503 soon; the rest goes on, and nobody restarts anything."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from werkzeug.test import TestResponse

from daemun import Daemun, login_required
from daemun.storage.open_store import open_store_on
from tests.server_process import DaemunServe

if TYPE_CHECKING:
    from tests.services.postgres import Postgres
    from tests.services.valkey import Valkey

PASSWORD = "wide-otter-lamp-42-river"
SOON = 2.0


class Site:
    """An application in this process, and somebody who is logged in."""

    def __init__(self, folder: Path, *, engine: Engine | None = None, **settings: object) -> None:
        self.app = Flask("site", instance_path=str(folder))
        self.app.config.update({f"DAEMUN_{name.upper()}": value for name, value in settings.items()})
        self.app.config["DAEMUN_LOCKOUT_REGISTRATIONS_PER_HOUR"] = 10_000
        Daemun(self.app, store=None if engine is None else open_store_on(engine))
        self.app.add_url_rule("/protected", view_func=login_required(lambda: "ok"), endpoint="protected")
        checked = login_required(check_session=True)(lambda: "ok")
        self.app.add_url_rule("/checked", view_func=checked, endpoint="checked")
        self.client = self.app.test_client()
        self.tokens = self.register("minsu").get_json()
        assert self.get("/protected").status_code == 200

    def register(self, name: str) -> TestResponse:
        return self.client.post("/auth/register", json={"username": name, "password": PASSWORD})

    def log_in(self) -> TestResponse:
        return self.client.post("/auth/login", json={"username": "minsu", "password": PASSWORD})

    def refresh(self) -> TestResponse:
        return self.client.post("/auth/refresh", json={"refresh_token": self.tokens["refresh_token"]})

    def get(self, path: str) -> TestResponse:
        token = self.tokens["access_token"]
        return self.client.get(path, headers={"Authorization": f"Bearer {token}"})

    def close(self) -> None:
        self.app.extensions["daemun"].close()


def assert_unavailable_soon(answers: Iterator[TestResponse], count: int) -> None:
    for _ in range(count):
        started = time.monotonic()
        answer = next(answers)
        took = time.monotonic() - started
        assert (answer.status_code, answer.get_json()["code"]) == (503, "store_unavailable")
        assert answer.content_type == "application/problem+json"
        assert took < SOON


@pytest.mark.requirement("RL-04")
def test_a_stopped_postgresql_gives_503_and_recovers_by_itself(
    own_postgres: "Postgres", tmp_path: Path
) -> None:
    site = Site(tmp_path, database_url=own_postgres.url)

    own_postgres.stop()

    asked = (
        ask()
        for ask in (site.log_in, site.refresh, lambda: site.register("jiwoo"), lambda: site.get("/checked"))
    )
    assert_unavailable_soon(asked, 4)
    assert site.get("/protected").status_code == 200

    own_postgres.start()

    assert site.log_in().status_code == 200
    assert site.refresh().status_code == 200
    assert site.get("/checked").status_code == 200
    site.close()


@pytest.mark.requirement("RL-04")
def test_a_locked_sqlite_file_gives_503_and_recovers_by_itself(sqlite_url: str, tmp_path: Path) -> None:
    site = Site(tmp_path, database_url=sqlite_url, database_lock_timeout=0.3)

    # As another program would.
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        asked = (ask() for ask in (site.log_in, site.refresh, lambda: site.register("jiwoo")))
        assert_unavailable_soon(asked, 3)
        assert site.get("/protected").status_code == 200
        assert site.get("/auth/me").status_code == 200
        connection.execute("ROLLBACK")

    assert site.log_in().status_code == 200
    assert site.refresh().status_code == 200
    assert site.register("jiwoo").status_code == 201
    site.close()


@pytest.mark.requirement("RL-07")
@pytest.mark.parametrize(
    ("worse", "better"),
    [
        # Fewer pages than there are means: not one more.
        ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"),
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    ],
    ids=["full disk", "read-only"],
)
def test_a_file_that_takes_no_more_gives_503_and_leaves_no_half_written_account(
    sqlite_url: str, tmp_path: Path, worse: str, better: str
) -> None:
    engine, state = create_engine(sqlite_url), [better]

    @event.listens_for(engine, "checkout")
    def switch(connection: DBAPIConnection, *_: object) -> None:
        connection.cursor().execute("PRAGMA foreign_keys = ON")
        connection.cursor().execute(state[0])

    site = Site(tmp_path, engine=engine)
    state[0] = worse
    answers = ((name, site.register(name)) for name in (f"person{number}" for number in range(200)))
    name, refused = next((name, answer) for name, answer in answers if answer.status_code != 201)
    assert (refused.status_code, refused.get_json()["code"]) == (503, "store_unavailable")
    assert site.get("/protected").status_code == 200
    assert site.get("/auth/me").status_code == 200

    state[0] = better
    assert site.register(name).status_code == 201
    assert site.log_in().status_code == 200
    site.close()
    engine.dispose()


@pytest.mark.requirement("RL-05", "TH-07")
def test_a_lost_counter_store_refuses_logins_and_recovers_by_itself(
    sqlite_url: str, own_valkey: "Valkey", tmp_path: Path
) -> None:
    site = Site(tmp_path, database_url=sqlite_url, redis_url=own_valkey.url)

    own_valkey.kill()

    asked = (ask() for ask in (site.log_in, lambda: site.register("jiwoo")))
    assert_unavailable_soon(asked, 2)
    assert site.get("/protected").status_code == 200
    assert site.refresh().status_code == 200

    own_valkey.start()

    assert site.log_in().status_code == 200
    site.close()


@pytest.mark.requirement("RL-04")
def test_a_server_that_has_checked_no_token_yet_knows_the_keys_when_postgresql_stops(
    own_postgres: "Postgres", tmp_path: Path
) -> None:
    secret = {"DAEMUN_SECRET_KEY": secrets.token_urlsafe(48)}
    site = Site(tmp_path / "site", database_url=own_postgres.url, secret_key=secret["DAEMUN_SECRET_KEY"])
    token = site.tokens["access_token"]
    # One worker: what answers at the start is what is asked later.
    with DaemunServe(
        tmp_path / "server", database_url=own_postgres.url, environment=secret, workers=1
    ) as server:
        own_postgres.stop()

        assert server.get("/protected", token=token).status == 200
    site.close()


@pytest.mark.requirement("JK-01")
def test_another_secret_key_gives_503_and_one_line_that_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path / 'shared.sqlite3'}"
    site = Site(tmp_path / "right", database_url=url, secret_key=secrets.token_urlsafe(48))
    other = Flask("other", instance_path=str(tmp_path / "other"))
    other.config.update(DAEMUN_DATABASE_URL=url, DAEMUN_SECRET_KEY=secrets.token_urlsafe(48))
    Daemun(other)
    client = other.test_client()

    answers = [
        client.post("/auth/register", json={"username": name, "password": PASSWORD})
        for name in ("jiwoo", "sora")
    ]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert {answer.get_json()["code"] for answer in answers} == {"keys_unavailable"}
    told = [line for line in caplog.messages if "sealed with another secret key" in line]
    assert len(told) == 1
    assert site.register("jiwoo").status_code == 201
    for app in (site.app, other):
        app.extensions["daemun"].close()
