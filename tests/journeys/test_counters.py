"""Counters of wrong tries belong to the installation: every worker counts, and a restart forgets nothing."""

import pytest

from tests.journeys.people import PASSWORD, Person
from tests.server_process import ServerProcess

FREE_TRIES = 5


@pytest.mark.requirement("TH-07")
def test_wrong_tries_at_all_workers_count_together_and_survive_a_restart(
    server: ServerProcess, name: str
) -> None:
    Person.register(server, name)
    wrong = {"username": name, "password": "wrong-otter-lamp-42-river"}

    tries = [server.post("/auth/login", wrong) for _ in range(FREE_TRIES + 3)]

    assert [answer.status for answer in tries] == [401] * FREE_TRIES + [429] * 3
    assert all(0 < int(answer.headers["Retry-After"]) <= 31 for answer in tries[FREE_TRIES:])

    server.kill()
    server.start()

    refused = server.post("/auth/login", {"username": name, "password": PASSWORD})
    assert (refused.status, refused.code) == (429, "too_many_tries")
