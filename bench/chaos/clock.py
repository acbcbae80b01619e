"""The clock steps by an hour, forwards and back: the clock that the server is given reads an offset."""

import time
from pathlib import Path

from bench.chaos.finding import Finding
from bench.chaos.site import Site, Trial, open_site
from tests.server_process import Answer

_PASSWORD = "wide-otter-lamp-42-river"
_STEPS = (("forwards", 3600), ("back", 0), ("an hour before the start", -3600), ("to the truth", 0))
_LASTS_SECONDS = 3.0
_TOLERATED = frozenset({"token_expired", "token_invalid"})
"""What an access token from before a step may get; its owner refreshes."""


def step_clock(folder: Path) -> Finding:
    """Sessions from before each step go on after it, and new ones begin."""
    offset = folder / "offset"
    folder.mkdir()
    _step(offset, 0)
    with open_site(folder, clock_offset=offset) as site:
        name = "the clock steps an hour forwards, back, before the start, and to the truth"
        trial = Trial(name, site)
        trial.load.ledger.tolerated = _TOLERATED
        body = {"username": "traveller", "password": _PASSWORD}
        tokens = _ok(trial.finding, "register", site.server.post("/auth/register", body), 201)
        with trial.running():
            for step, seconds in _STEPS:
                _step(offset, seconds)
                # The feed and its keys have looked at the new time.
                time.sleep(_LASTS_SECONDS)
                tokens = _travel(trial.finding, site, step, tokens)
            trial.mended()
    return trial.finding


def _step(offset: Path, seconds: int) -> None:
    """Write it in one piece: the server reads it all the time."""
    written = offset.with_suffix(".new")
    written.write_text(str(seconds))
    written.replace(offset)


def _travel(finding: Finding, site: Site, step: str, tokens: Answer) -> Answer:
    server = site.server
    body = {"refresh_token": tokens.body.get("refresh_token", "")}
    refreshed = _ok(finding, f"{step}: refresh", server.post("/auth/refresh", body), 200)
    token = refreshed.body.get("access_token", "")
    _ok(finding, f"{step}: protected", server.get("/protected", token=token), 200)
    log_in = {"username": "traveller", "password": _PASSWORD}
    opened = _ok(finding, f"{step}: log in", server.post("/auth/login", log_in), 200)
    token = opened.body.get("access_token", "")
    _ok(finding, f"{step}: protected after login", server.get("/protected", token=token), 200)
    _ok(finding, f"{step}: ready", server.get("/health/ready"), 200)
    return refreshed


def _ok(finding: Finding, what: str, answer: Answer, status: int) -> Answer:
    finding.expect(answer.status == status, f"{what}: {answer.status} {answer.code or answer.text[:80]}")
    return answer
