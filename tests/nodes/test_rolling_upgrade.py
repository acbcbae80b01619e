"""Nodes move to the next release one after the other, over one change of the tables, and nobody notices."""

from pathlib import Path

import psycopg
import pytest

from daemun.storage.sql.migrations import NEWEST_VERSION
from tests.journeys.people import Person
from tests.nodes.next_release import NEXT_VERSION, make_next_release, run_database_command
from tests.nodes.traffic import Proxy, Traffic, wait_until_used
from tests.real_programs import Nginx
from tests.server_process import DaemunServe

pytestmark = pytest.mark.parametrize("nodes", ["postgresql"], indirect=True)


@pytest.fixture(scope="module")
def next_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_next_release(tmp_path_factory.mktemp("next"))


def _titles(url: str) -> set[str | None]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return {title for (title,) in connection.execute("SELECT title FROM daemun_sessions")}


def _replace(node: DaemunServe, release: Path) -> None:
    assert node.stop() == 0
    node.settings["PYTHONPATH"] = str(release)
    node.start()
    wait_until_used(node)


def test_the_first_new_node_changes_the_tables_and_no_request_fails(
    nodes: list[DaemunServe], nginx: Nginx, next_release: Path, postgres_url: str
) -> None:
    traffic = Traffic([Proxy(nginx, nodes)])

    with traffic.running():
        _replace(nodes[0], next_release)
        assert _titles(postgres_url) <= {None, "next"}
        # Both releases work on the new tables: each reads the sessions that the other opened.
        opened = [Person.register(node, f"person{number}") for number, node in enumerate(nodes)]
        for number, person in enumerate(opened):
            there = nodes[(number + 1) % len(nodes)]
            assert there.post("/auth/refresh", {"refresh_token": person.refresh_token}).status == 200
        for node in nodes[1:]:
            _replace(node, next_release)

    assert traffic.wrong == {}
    assert traffic.statuses["refresh", 200] > 10
    assert _titles(postgres_url) == {None, "next"}


def test_an_operator_changes_the_tables_first_and_no_request_fails(
    nodes: list[DaemunServe], nginx: Nginx, next_release: Path
) -> None:
    for node in nodes:
        node.settings["DAEMUN_DATABASE_UPGRADE_AT_START"] = "false"
    traffic = Traffic([Proxy(nginx, nodes)])

    with traffic.running():
        assert nodes[0].stop() == 0
        nodes[0].settings["PYTHONPATH"] = str(next_release)
        with pytest.raises(RuntimeError, match="run `daemun db upgrade`"):
            nodes[0].start()
        assert run_database_command(nodes[0], "upgrade") == {"from": NEWEST_VERSION, "to": NEXT_VERSION}
        nodes[0].start()
        wait_until_used(nodes[0])
        # Whoever did not move on works, and may start again.
        assert nodes[1].stop() == 0
        nodes[1].start()

    assert traffic.wrong == {}
    assert [node.get("/health/ready").status for node in nodes] == [200] * len(nodes)
