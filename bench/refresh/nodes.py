"""Nodes of one installation get one refresh token in the same moment, and some are killed."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from threading import Barrier

from bench.refresh.finding import Finding
from bench.refresh.installation import read_session
from bench.refresh.killed_workers import GRACE_SECONDS, PASSWORD
from tests.server_process import Answer, DaemunServe, run_nodes

NODES = 3
CALLERS = 4
"""Of each node."""
_KILL_EVERY = 5
SHORT_GRACE_SECONDS = 5
"""Longer than all callers of a round take, and short to wait for."""


def race_over_nodes(url: str, database: str, *, rounds: int, folder: Path) -> Finding:
    """Each round gives all callers one successor; a node that is killed meanwhile strands nobody."""
    finding = Finding(f"{NODES} nodes give one and the same successor, though some are killed", database)
    environment = {"DAEMUN_SESSIONS_REFRESH_GRACE": str(GRACE_SECONDS)}
    killed = lost = 0
    with (
        run_nodes(NODES, folder, database_url=url, environment=environment) as nodes,
        ThreadPoolExecutor(NODES * CALLERS) as pool,
    ):
        person = {"username": "racer", "password": PASSWORD}
        opened = nodes[0].post("/auth/register", person).body
        token, session_id = opened["refresh_token"], opened["session_id"]
        for number in range(1, rounds + 1):
            victim = nodes[number % NODES] if number % _KILL_EVERY == 0 else None
            answers = _ask_all_at_once(pool, nodes, token, victim)
            killed += victim is not None
            lost += answers.count(None)
            successors = _judge(finding, number, answers, is_calm=victim is None)
            if victim is not None:
                victim.start()
            if finding.violations:
                break
            token = min(successors, default=token)
        last = nodes[0].post("/auth/refresh", {"refresh_token": token})
        finding.expect(last.status == 200, f"the last token: {last.status} {last.code}")
    stored = read_session(url, session_id)
    rotations = stored.events["session.refreshed"]
    finding.expect(
        stored.generation == rotations, f"generation {stored.generation}, {rotations} rotations recorded"
    )
    finding.expect(not stored.is_revoked, "the session has ended")
    finding.tried = f"{rounds} rounds of {NODES * CALLERS} callers, {killed} nodes killed with kill -9"
    finding.found = f"generation {stored.generation}, {rotations} rotations recorded, {lost} answers lost"
    return finding


def lose_answers_over_nodes(url: str, database: str, *, rounds: int, folder: Path) -> Finding:
    """A node's answer is lost; after the window all nodes are asked at once with the token before it."""
    finding = Finding(f"after a lost answer {NODES} nodes give one and the same sibling", database)
    environment = {"DAEMUN_SESSIONS_REFRESH_GRACE": str(SHORT_GRACE_SECONDS)}
    with (
        run_nodes(NODES, folder, database_url=url, environment=environment) as nodes,
        ThreadPoolExecutor(NODES * CALLERS) as pool,
    ):
        opened = nodes[0].post("/auth/register", {"username": "traveller", "password": PASSWORD}).body
        token, session_id, lost = opened["refresh_token"], opened["session_id"], ""
        for number in range(1, rounds + 1):
            lost = nodes[number % NODES].post("/auth/refresh", {"refresh_token": token}).body["refresh_token"]
            time.sleep(SHORT_GRACE_SECONDS + 0.5)
            successors = _judge(
                finding, number, _ask_all_at_once(pool, nodes, token, victim=None), is_calm=True
            )
            finding.expect(lost not in successors, f"round {number}: the lost successor again")
            if finding.violations:
                break
            token = min(successors)
        last = nodes[0].post("/auth/refresh", {"refresh_token": lost})
        finding.expect(last.code == "session_ended", f"the lost successor: {last.status} {last.code}")
    stored = read_session(url, session_id)
    exchanges = stored.events["session.refreshed"]
    finding.expect(stored.generation == exchanges == 2 * rounds, f"{exchanges} exchanges recorded")
    finding.expect(stored.is_revoked, "the lost successor did not end the session")
    finding.tried = f"{rounds} lost answers, each asked for again by {NODES * CALLERS} callers"
    finding.found = f"{exchanges} exchanges recorded, and the lost successor ended the session"
    return finding


def _ask_all_at_once(
    pool: ThreadPoolExecutor, nodes: Sequence[DaemunServe], token: str, victim: DaemunServe | None
) -> list[Answer | None]:
    """None: the node was killed before it answered."""
    callers = [node for node in nodes for _ in range(CALLERS)]
    starting_line = Barrier(len(callers) + 1)

    def refresh(node: DaemunServe) -> Answer | None:
        starting_line.wait()
        try:
            return node.post("/auth/refresh", {"refresh_token": token})
        except (OSError, HTTPException):
            return None

    asked = [pool.submit(refresh, node) for node in callers]
    starting_line.wait()
    if victim is not None:
        victim.kill()
    return [each.result() for each in asked]


def _judge(finding: Finding, number: int, answers: Sequence[Answer | None], *, is_calm: bool) -> set[str]:
    """The successors that were given."""
    told = [answer for answer in answers if answer is not None]
    refused = sorted({f"{answer.status} {answer.code}" for answer in told if answer.status != 200})
    successors = {answer.body["refresh_token"] for answer in told if answer.status == 200}
    finding.expect(not refused, f"round {number}: {refused}")
    finding.expect(len(successors) == 1, f"round {number}: {len(successors)} successors")
    finding.expect(not is_calm or len(told) == len(answers), f"round {number}: answers lost, nobody killed")
    return successors
