"""Where transactions are serializable, as in many clusters, races end as they should: nobody gets a 5xx."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import PASSWORD, Person
from tests.server_process import Answer, DaemunServe, run_nodes

if TYPE_CHECKING:
    from tests.services.postgres import Postgres

NODES = 3
RACERS = 12
FREE_TRIES = 5


@pytest.fixture(scope="module")
def database(shared_postgres: "Postgres") -> Iterator[str]:
    """The name of a database whose transactions are serializable."""
    name = f"serializable_{uuid.uuid4().hex}"
    with shared_postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    yield name
    with shared_postgres.connect() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def nodes(
    shared_postgres: "Postgres", database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[DaemunServe]]:
    with run_nodes(
        NODES,
        tmp_path_factory.mktemp("nodes"),
        database_url=shared_postgres.url_of(database),
        environment={"DAEMUN_DATABASE_TIMEOUT": "10"},
    ) as running:
        yield running


def test_all_who_refresh_with_one_token_get_the_same_successor(nodes: list[DaemunServe]) -> None:
    token = {"refresh_token": Person.register(nodes[0], "minsu").refresh_token}

    answers = _race(nodes, lambda node, _: node.post("/auth/refresh", token))

    assert [answer.status for answer in answers] == [200] * RACERS
    assert len({answer.body["refresh_token"] for answer in answers}) == 1


def test_of_many_who_register_one_name_one_gets_it(nodes: list[DaemunServe]) -> None:
    jisoo = {"username": "jisoo", "password": PASSWORD}

    answers = _race(nodes, lambda node, _: node.post("/auth/register", jisoo))

    assert sorted(answer.status for answer in answers) == [201] + [409] * (RACERS - 1)


def test_every_right_login_gives_back_exactly_what_it_was_counted_on(
    nodes: list[DaemunServe], shared_postgres: "Postgres", database: str
) -> None:
    people = [Person.register(nodes[0], f"person-{number}") for number in range(4)]

    def counted() -> list[tuple[str, int]]:
        with shared_postgres.connect(database) as connection:
            return connection.execute("SELECT key, tries FROM daemun_lockout WHERE tries > 0").fetchall()

    counted_before = counted()
    answers = _race(
        nodes,
        lambda node, number: node.post(
            "/auth/login", {"username": people[number % len(people)].name, "password": PASSWORD}
        ),
    )

    assert [answer.status for answer in answers] == [200] * RACERS
    assert sorted(counted()) == sorted(counted_before)


def test_of_wrong_tries_exactly_the_free_ones_are_checked(nodes: list[DaemunServe]) -> None:
    Person.register(nodes[0], "eunji")
    wrong = {"username": "eunji", "password": "wrong-otter-lamp-42-river"}

    answers = _race(nodes, lambda node, _: node.post("/auth/login", wrong))

    assert sorted(answer.status for answer in answers) == [401] * FREE_TRIES + [429] * (RACERS - FREE_TRIES)


def _race(nodes: list[DaemunServe], act: Callable[[DaemunServe, int], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(lambda number: act(nodes[number % len(nodes)], number), range(RACERS)))
