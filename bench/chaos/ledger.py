"""Ledger: what the server acknowledged, compared afterwards with what is really stored."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

import psycopg
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from tests.server_process import Answer


@dataclass(slots=True)
class Account:
    """What one client was told about its user and session. Written by that client alone."""

    username: str
    password: str
    user_id: str
    session_id: str
    rotations: int = 0
    rotations_unknown: int = 0
    """Asked for, with no answer or a 503: they may have happened or not."""
    password_changes: int = 0
    password_unknown: bool = False
    logged_out: bool = False
    logout_unknown: bool = False


@dataclass(slots=True)
class Ledger:
    """Shared by all clients of one fault."""

    accounts: list[Account] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Answers that nobody should get."""
    unanswered: int = 0
    refused: int = 0
    """503 with the code of a problem, as promised."""
    tolerated: frozenset[str] = frozenset()
    """Codes that are no wrong answers under this fault."""
    _lock: Lock = field(default_factory=Lock)

    def add(self, account: Account) -> None:
        with self._lock:
            self.accounts.append(account)

    def note(self, what: str, answer: Answer | None, *expected: int) -> bool:
        """Sort an answer; True: it is what was expected."""
        with self._lock:
            if answer is None:
                self.unanswered += 1
            elif answer.status in expected:
                return True
            elif answer.status == 503 and answer.code in ("store_unavailable", "overloaded"):
                self.refused += 1
            elif answer.code not in self.tolerated:
                self.wrong.append(f"{what}: {answer.status} {answer.code or answer.text[:80]}")
        return False

    def acknowledged(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(
            registrations=len(self.accounts),
            rotations=sum(account.rotations for account in self.accounts),
            passwords=sum(account.password_changes for account in self.accounts),
            logouts=sum(account.logged_out for account in self.accounts),
        )


@dataclass(frozen=True, slots=True)
class _Stored:
    password_hash: str | None
    generation: int | None
    is_revoked: bool
    events: Counter[str]


def find_lost(ledger: Ledger, connection: psycopg.Connection) -> list[str]:
    """Everything that was acknowledged and is not stored, or is stored and was never asked for."""
    stored = _read(ledger, connection)
    return [
        f"{account.username}: {what}"
        for account in ledger.accounts
        for what in _differences(account, stored[account.user_id])
    ]


def _differences(account: Account, stored: _Stored) -> list[str]:
    events = stored.events
    # A change of the password gives its session a new token, too.
    least = account.rotations + account.password_changes
    most = least + account.rotations_unknown + int(account.password_unknown)
    recorded = events["session.refreshed"] + events["session.stepped_up"]
    generation = -1 if stored.generation is None else stored.generation
    may_have_ended = account.logged_out or account.logout_unknown
    expectations = {
        "the user is gone": stored.password_hash is not None,
        "the registration is not recorded": events["user.registered"] == 1,
        f"{least} rotations told, {generation} stored": least <= generation <= most,
        f"{generation} rotations stored, {recorded} recorded": recorded == generation,
        "the logout is lost": stored.is_revoked or not account.logged_out,
        "the logout is not recorded": events["session.revoked"] >= int(account.logged_out),
        "the session has ended": may_have_ended or not stored.is_revoked,
        "a change of password is not recorded": events["password.changed"] >= account.password_changes,
        "the new password is lost": account.password_unknown or _opens(stored, account),
    }
    return [what for what, is_so in expectations.items() if not is_so]


def _opens(stored: _Stored, account: Account) -> bool:
    # Hashes are slow: only where the password is not the first one.
    if account.password_changes == 0 or stored.password_hash is None:
        return True
    try:
        return PasswordHasher().verify(stored.password_hash, account.password)
    except VerifyMismatchError:
        return False


def _read(ledger: Ledger, connection: psycopg.Connection) -> dict[str, _Stored]:
    users = [account.user_id for account in ledger.accounts]
    ids = [account.session_id for account in ledger.accounts]
    hashes: dict[str, str] = dict(
        connection.execute("SELECT user_id, hash FROM daemun_passwords WHERE user_id = ANY(%s)", [users])
    )
    sessions = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            "SELECT id, generation, revoked_at IS NOT NULL FROM daemun_sessions WHERE id = ANY(%s)", [ids]
        )
    }
    events: dict[str, Counter[str]] = {user: Counter() for user in users}
    for user, name, count in connection.execute(
        "SELECT user_id, name, count(*) FROM daemun_audit_events WHERE user_id = ANY(%s) GROUP BY 1, 2",
        [users],
    ):
        events[user][name] = count
    found: dict[str, _Stored] = {}
    for account in ledger.accounts:
        user = account.user_id
        generation, is_revoked = sessions.get(account.session_id, (None, False))
        found[user] = _Stored(hashes.get(user), generation, is_revoked, events[user])
    return found
