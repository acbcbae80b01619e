"""Nodes that share no file agree on wrong tries and on ended sessions."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.people import Person
from tests.server_process import Answer, DaemunServe

FREE_TRIES = 5
TRIES = 12
SECOND = 1.0


def test_of_wrong_tries_racing_at_three_nodes_exactly_the_free_ones_are_checked(
    nodes: list[DaemunServe],
) -> None:
    Person.register(nodes[0], "minsu")
    wrong = {"username": "minsu", "password": "wrong-otter-lamp-42-river"}

    def try_at_a_node(number: int) -> Answer:
        return nodes[number % len(nodes)].post("/auth/login", wrong)

    with ThreadPoolExecutor(TRIES) as pool:
        statuses = [answer.status for answer in pool.map(try_at_a_node, range(TRIES))]

    assert sorted(statuses) == [401] * FREE_TRIES + [429] * (TRIES - FREE_TRIES)


def test_every_node_sees_the_end_of_a_session_within_a_second(nodes: list[DaemunServe]) -> None:
    person = Person.register(nodes[0], "minsu")
    assert [node.get("/protected", token=person.access_token).status for node in nodes] == [200] * len(nodes)

    assert person.post("/auth/logout").status == 204
    ended_at = time.monotonic()

    checked = [node.get("/checked", token=person.access_token).code for node in nodes]
    assert checked == ["token_revoked"] * len(nodes)
    time.sleep(max(0.0, ended_at + SECOND - time.monotonic()))
    assert [node.get("/protected", token=person.access_token).status for node in nodes] == [401] * len(nodes)
