"""Old, forged and foreign refresh tokens, on a clock that moves when it is told to."""

import base64
from collections.abc import Iterator
from datetime import timedelta

from bench.refresh.finding import Finding
from bench.refresh.installation import open_services, open_session, read_session
from daemun.composition.services import Services
from daemun.features.audit.service import SYSTEM
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens
from daemun.testing import FrozenClock

FAMILY, GENERATION = slice(0, 32), slice(32, 36)


def present_old_tokens(url: str, database: str, *, rounds: int) -> Finding:
    """Once its successor was used, or replaced by a sibling, a token ends the session with an alarm."""
    finding = Finding(
        "a dead token ends the session: its successor was used, or it was replaced by a sibling", database
    )
    for number in range(rounds):
        clock = FrozenClock()
        grace = timedelta(0) if number % 3 == 2 else timedelta(seconds=10)
        services = open_services(url, clock, sessions_refresh_grace=grace)
        opened = open_session(services)
        tokens = [opened.refresh_token]
        for _ in range(1 + number % 3):
            clock.tick(minutes=1)
            tokens.append(services.sessions.refresh(tokens[-1], SYSTEM).refresh_token)
        if len(tokens) == 2 and grace:
            clock.tick(seconds=9.999)
            again = _refresh(services, tokens[0])
            finding.expect(again == tokens[-1], f"round {number}: no successor 1 ms before the window ends")
            clock.tick(seconds=0.001)
            sibling = _refresh(services, tokens[0])
            finding.expect(sibling not in (None, *tokens), f"round {number}: no sibling after the window")
            dead = tokens[-1]
        else:
            dead = tokens[-2 - (len(tokens) > 2)]
        finding.expect(_refresh(services, dead) is None, f"round {number}: it works")
        finding.expect(
            _refresh(services, tokens[-1]) is None, f"round {number}: the newest token still works"
        )
        stored = read_session(url, opened.session.id)
        finding.expect(stored.is_revoked, f"round {number}: the session goes on")
        alarms = stored.events["session.refresh_token_reused"]
        finding.expect(alarms == 1, f"round {number}: {alarms} alarms")
        services.store.close()
    finding.tried = f"{rounds} sessions, windows of 10 s and 0 s"
    return finding


def present_forged_tokens(url: str, database: str) -> Finding:
    """Whatever was not issued is refused and ends nothing."""
    finding = Finding("a forged token is refused and ends nothing", database)
    services = open_services(url, FrozenClock())
    opened, other = open_session(services), open_session(services)
    current = services.sessions.refresh(opened.refresh_token, SYSTEM)
    forged = list(_forged(current, other.refresh_token))
    for token in forged:
        finding.expect(_refresh(services, token) is None, f"{token} works")
    stored = read_session(url, opened.session.id)
    finding.expect(not stored.is_revoked, "the session has ended")
    finding.expect(stored.generation == 1, f"it has rotated: {stored.generation}")
    finding.expect(_refresh(services, current.refresh_token) is not None, "the real token does not work")
    finding.tried = f"{len(forged)} tokens: every byte changed, parts exchanged, made from the stored digest"
    services.store.close()
    return finding


def _refresh(services: Services, token: str) -> str | None:
    try:
        return services.sessions.refresh(token, SYSTEM).refresh_token
    except SessionEnded:
        return None


def _forged(real: IssuedTokens, foreign: str) -> Iterator[str]:
    session_id, content = _split(real.refresh_token)
    _, other = _split(foreign)
    for place in range(len(content)):
        yield _join(session_id, content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    for generation in (0, 2, 2**32 - 1):
        yield _join(session_id, content[FAMILY] + generation.to_bytes(4) + content[GENERATION.stop :])
    yield _join(session_id, other)
    yield _join(session_id, content[:36] + other[36:])
    # What somebody can make who reads the database but does not know the secret key.
    yield _join(session_id, real.session.family_digest + content[32:])
    yield from ("", ".", session_id, f"{session_id}.", f"{real.refresh_token}=", real.refresh_token[:-1])


def _split(token: str) -> tuple[str, bytes]:
    session_id, _, encoded = token.partition(".")
    return session_id, base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def _join(session_id: str, content: bytes) -> str:
    return f"{session_id}.{base64.urlsafe_b64encode(content).rstrip(b'=').decode()}"
