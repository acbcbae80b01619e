"""The statements of the page about PostgreSQL make a role and a database with which `doctor` is content."""

import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from click.testing import CliRunner

from daemun.cli.main import main
from tests.docs.pages import ROOT, read_blocks

if TYPE_CHECKING:
    from tests.services.postgres import Postgres

PAGE = ROOT / "docs/how-to/set-up-postgresql.md"


class Administrator:
    """Follows the page on a server that others use, too: its names are replaced by new ones."""

    def __init__(self, server: "Postgres") -> None:
        self._server = server
        self._owner = f"test_{uuid.uuid4().hex}"
        self._to_run = [block for block in read_blocks(PAGE) if block.language == "sql"]

    def run_next(self) -> None:
        """One block of the page; as the owner of the database where it says so."""
        block = self._to_run.pop(0)
        user, database = (self._owner, self._owner) if block.name else ("postgres", "postgres")
        with psycopg.connect(
            host=str(self._server.folder), user=user, dbname=database, autocommit=True
        ) as connection:
            for statement in re.sub(r"\bdaemun(?=\b|_server)", self._owner, block.text).split(";"):
                if statement.strip():
                    connection.execute(statement.encode())

    def examine(self, folder: Path, *, role: str = "", **environment: str) -> dict[str, str]:
        """What doctor finds of the database: its sentences by their levels."""
        url = self._server.url_of(self._owner).replace("+psycopg", "")
        url = url.replace("postgres@", f"{self._owner}{role}@")
        environment |= {"DAEMUN_DATABASE_URL": url, "DAEMUN_TOKENS_ISSUER": "https://login.example.kr"}
        runner = CliRunner()
        if not role:
            upgraded = runner.invoke(main, ["--instance", str(folder), "db", "upgrade"], env=environment)
            assert upgraded.exit_code == 0, upgraded.output
        arguments = ["--instance", str(folder), "doctor", "--production", "--json"]
        found = json.loads(runner.invoke(main, arguments, env=environment).output)["findings"]
        return {each["id"]: each["level"] for each in found if each["id"].startswith("store.")}

    def remove(self) -> None:
        with self._server.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self._owner} WITH (FORCE)".encode())
            for role in (f"{self._owner}_server", self._owner):
                connection.execute(f"DROP ROLE IF EXISTS {role}".encode())


@pytest.fixture
def administrator(shared_postgres: "Postgres") -> Iterator[Administrator]:
    administrator = Administrator(shared_postgres)
    yield administrator
    administrator.remove()


def test_role_and_database_as_on_the_page_are_sound(administrator: Administrator, tmp_path: Path) -> None:
    administrator.run_next()

    found = administrator.examine(tmp_path)

    assert {"store.schema", "store.postgresql", "store.clock"} <= found.keys()
    assert set(found.values()) == {"ok"}
    assert "store.role" not in found


def test_a_server_whose_role_may_not_change_tables_is_sound(
    administrator: Administrator, tmp_path: Path
) -> None:
    administrator.run_next()
    administrator.examine(tmp_path)
    administrator.run_next()
    administrator.run_next()

    found = administrator.examine(tmp_path, role="_server", DAEMUN_DATABASE_UPGRADE_AT_START="false")

    assert set(found.values()) == {"ok"}
    assert "store.role" not in found
