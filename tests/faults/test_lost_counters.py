"""Four workers lose their counter store: no login passes, everything else goes on, and it heals by itself."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.server_process import Answer, ServerProcess

if TYPE_CHECKING:
    from tests.services.valkey import Valkey

WORKERS = 4
PASSWORD = "wide-otter-lamp-42-river"
RIGHT = {"username": "minsu", "password": PASSWORD}
WRONG = {"username": "jiwoo", "password": "wrong-otter-lamp-42-river"}


@pytest.mark.requirement("TH-07", "RL-05")
def test_no_worker_lets_a_login_pass_uncounted(own_valkey: "Valkey", tmp_path: Path) -> None:
    environment = {"DAEMUN_REDIS_URL": own_valkey.url}
    with ServerProcess(tmp_path / "server", environment=environment, workers=WORKERS) as server:
        tokens = server.post("/auth/register", RIGHT).body
        counted = [server.post("/auth/login", WRONG).status for _ in range(7)]
        assert counted == [401] * 5 + [429] * 2

        own_valkey.kill()

        refused = _log_in_at_every_worker(server)
        assert {(answer.status, answer.code) for answer in refused} == {(503, "store_unavailable")}
        assert server.get("/protected", token=tokens["access_token"]).status == 200
        assert server.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]}).status == 200
        assert "the counter store is not available" in server.log_text()

        own_valkey.start()

        assert {answer.status for answer in _log_in_at_every_worker(server)} == {200}


def _log_in_at_every_worker(server: ServerProcess) -> list[Answer]:
    answers: list[Answer] = []
    # Several at once: one after the other, an idle machine may wake the same worker every time.
    with ThreadPoolExecutor(WORKERS) as pool:
        while {answer.worker for answer in answers} < set(server.worker_ids()):
            assert len(answers) < 400
            answers += pool.map(lambda _: server.post("/auth/login", RIGHT), range(WORKERS))
    return answers
