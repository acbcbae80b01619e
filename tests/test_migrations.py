import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from daemun import Daemun
from daemun.migrations import is_untold, leave_alone
from tests.applications import MakeApp


@pytest.mark.parametrize(
    ("name", "type_", "parents", "is_compared"),
    [
        ("daemun_users", "table", {}, False),
        ("daemun_schema_version", "table", {}, False),
        ("articles", "table", {}, True),
        ("daemun_users_skeleton", "index", {"table_name": "daemun_users"}, False),
        ("daemun_users_skeleton", "index", {"table_name": "articles"}, True),
        ("id", "column", {"table_name": "daemun_users"}, False),
        (None, "schema", {}, True),
        (None, "unique_constraint", {"table_name": None}, True),
    ],
)
def test_our_tables_and_what_is_in_them_are_left_alone(
    name: str | None, type_: str, parents: dict[str, str | None], is_compared: bool
) -> None:
    assert leave_alone(name, type_, parents) is is_compared


@pytest.mark.parametrize(
    ("given", "untold"),
    [({}, True), ({"include_name": leave_alone}, False), ({"include_object": print}, False)],
)
def test_flask_migrate_is_untold_without_a_choice_of_names(given: dict[str, object], untold: bool) -> None:
    app = Flask("host")
    assert is_untold(app) is False

    app.extensions["migrate"] = SimpleNamespace(configure_args=given)

    assert is_untold(app) is untold


@pytest.mark.parametrize("told", [False, True])
def test_in_development_the_first_request_warns_where_flask_migrate_is_untold(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, told: bool
) -> None:
    app = make_app(development=True)
    given = {"include_name": leave_alone} if told else {}
    app.extensions["migrate"] = SimpleNamespace(configure_args=given)

    with caplog.at_level(logging.WARNING):
        app.test_client().get("/auth/me")
        app.test_client().get("/auth/me")

    told_of = [record for record in caplog.records if "leave_alone" in record.getMessage()]
    assert len(told_of) == (0 if told else 1)


def test_nothing_is_said_where_there_is_no_flask_migrate(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    make_app(Daemun(), development=True).test_client().get("/auth/me")

    assert "leave_alone" not in caplog.text


def test_our_tables_stay_where_flask_migrate_is_imported_after_daemun_is_set_up(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        f"""
import sys
from flask import Flask
from daemun import Daemun

app = Flask(__name__, instance_path={str(tmp_path)!r})
app.config["DAEMUN_DATABASE_URL"] = "sqlite:///shop.db"
Daemun(app)
app.test_client().post("/auth/login", json={{"username": "minsu", "password": "x"}})

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from flask_migrate import Migrate
from sqlalchemy import MetaData, create_engine, inspect

with create_engine("sqlite:///{tmp_path}/shop.db").connect() as connection:
    assert inspect(connection).has_table("daemun_users")
    print(produce_migrations(MigrationContext.configure(connection), MetaData()).upgrade_ops.ops)
"""
    )

    done = subprocess.run(
        [sys.executable, "app.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
