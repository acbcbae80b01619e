"""People who use a server over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from tests.server_process import Answer, ServerProcess, wait_until

PASSWORD = "wide-otter-lamp-42-river"
NEW_PASSWORD = "narrow-heron-desk-17-lake"


@dataclass(slots=True)
class Person:
    """One person with one login."""

    server: ServerProcess
    name: str
    user_id: str
    session_id: str
    access_token: str
    refresh_token: str

    @classmethod
    def register(cls, server: ServerProcess, name: str = "minsu") -> Self:
        answer = server.post("/auth/register", {"username": name, "password": PASSWORD})
        assert answer.status == 201, answer
        return cls._holding(server, name, answer.body["user"]["id"], answer)

    def log_in_elsewhere(self) -> "Person":
        """A second login of the same person."""
        answer = self.server.post("/auth/login", {"username": self.name, "password": PASSWORD})
        assert answer.status == 200, answer
        return self._holding(self.server, self.name, self.user_id, answer)

    def get(self, path: str) -> Answer:
        return self.server.get(path, token=self.access_token)

    def post(self, path: str, body: object = None) -> Answer:
        return self.server.post(path, body, token=self.access_token)

    def refresh(self) -> Answer:
        """Refresh, and hold the new tokens if there are any."""
        answer = self.server.post("/auth/refresh", {"refresh_token": self.refresh_token})
        if answer.status == 200:
            self.access_token, self.refresh_token = answer.body["access_token"], answer.body["refresh_token"]
        return answer

    def holding(self, answer: Answer) -> "Person":
        """The same person with the tokens of an answer."""
        return self._holding(self.server, self.name, self.user_id, answer)

    @classmethod
    def _holding(cls, server: ServerProcess, name: str, user_id: str, answer: Answer) -> Self:
        tokens = answer.body
        return cls(
            server, name, user_id, tokens["session_id"], tokens["access_token"], tokens["refresh_token"]
        )


def statuses_by_worker(person: Person, path: str) -> dict[int, int]:
    """Ask until every worker has answered; the last answer of each."""
    statuses: dict[int, int] = {}

    def everybody_has_answered() -> bool:
        with ThreadPoolExecutor(8) as pool:
            for answer in pool.map(lambda _: person.get(path), range(16)):
                statuses[answer.worker] = answer.status
        return set(statuses) >= set(person.server.worker_ids())

    wait_until(everybody_has_answered, 20)
    return statuses
