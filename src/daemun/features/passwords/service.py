"""Passwords: check, hash, verify, change. Knows nothing of logging in."""

import hmac
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import LoginFailed, PasswordChanged, PasswordChangeDemanded
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.lockout.service import Lockout
from daemun.features.login.errors import InvalidCredentials
from daemun.features.passwords.gate import HashGate, Slot
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.model import CheckedPassword, StoredPassword
from daemun.features.passwords.rules import PasswordRules
from daemun.features.passwords.store import PasswordStore
from daemun.features.sessions.model import Session
from daemun.features.sessions.service import Sessions
from daemun.features.users.model import User
from daemun.features.users.store import UserStore
from daemun.origin import Origin
from daemun.randomness import Randomness

GENERATED_LIFETIME = timedelta(hours=24)
"""How long a generated first password serves (ASVS 6.4.1)."""


_POSITIONS: Final = 2**52
"""As many as a float tells apart."""


class Passwords:
    """What users know to prove who they are."""

    def __init__(
        self,
        store: PasswordStore,
        users: UserStore,
        rules: PasswordRules,
        hasher: Hasher,
        gate: HashGate,
        lockout: Lockout,
        sessions: Sessions,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        decoy_key: bytes,
    ) -> None:
        self._store = store
        self._users = users
        self._rules = rules
        self._hasher = hasher
        self._gate = gate
        self._lockout = lockout
        self._sessions = sessions
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness
        self._decoy_key = decoy_key

    def hash_new(self, password: str, user: User) -> str:
        """Check a new password for this user against every rule, then hash it.

        Raises ValidationFailed (unreadable), PasswordTooWeak, Overloaded.
        """
        return self.hash(self.check_new(password, user))

    def check_new(self, password: str, user: User) -> str:
        """Check a new password for this user; its normal form. Raises ValidationFailed, PasswordTooWeak."""
        return self._rules.check(password, user)

    def hash(self, checked: str) -> str:
        """Hash a password that `check_new` gave. Raises Overloaded."""
        return self._gate.run(lambda: self._hasher.hash(checked))

    def add(self, user_id: str, password_hash: str) -> None:
        """Store the first password of a user, in the caller's batch."""
        self._store.add(StoredPassword(user_id, password_hash, self._clock.now()))

    def generate(self) -> str:
        """Make up a first password for somebody else: 160 random bits as lower-case letters and digits."""
        return b32encode(self._randomness.token(20)).decode().lower()

    def generated_expires_at(self) -> datetime:
        """Until when a password that is generated now serves."""
        return self._clock.now() + GENERATED_LIFETIME

    def add_generated(self, user_id: str, password_hash: str, *, expires_at: datetime) -> None:
        """Store a generated first password, in the caller's batch: good for one login, in which it must be
        replaced.
        """
        now = self._clock.now()
        self._store.add(StoredPassword(user_id, password_hash, now, must_change=True, expires_at=expires_at))

    def verify(
        self, user_id: str | None, password: str, slot: Slot, *, typed: str | None = None, subject: str = ""
    ) -> CheckedPassword:
        """Compare a password with the stored one. None, and a user without a password: the same work, and
        wrong.

        typed: the password as it came, for hashes of other products. subject: what an unknown user is called.
        """
        stored = self._store.find(user_id) if user_id is not None else None
        # Same work for unknown users: response time must not tell who has an account.
        expected = stored.hash if stored is not None else self._decoy_hash(user_id or subject)
        is_right = slot.run(lambda: self._hasher.verify(expected, password, typed=typed))
        if stored is None or not is_right:
            return CheckedPassword(None)
        better = None
        if self._hasher.needs_rehash(stored.hash):
            better = slot.run(lambda: self._hasher.hash(password))
        return CheckedPassword(stored, better)

    def _decoy_hash(self, subject: str) -> str:
        """Pick some user's hash as a decoy, always the same for the same name.

        Foreign hashes are cheaper or costlier than ours: a fixed cost would reveal which names exist.
        """
        digest = hmac.digest(self._decoy_key, subject.encode("utf-8", "surrogatepass"), "sha256")
        stored = self._store.find_decoy(int.from_bytes(digest[:8]) % _POSITIONS / _POSITIONS)
        return self._hasher.unknown_user_hash if stored is None else stored.hash

    def confirm(self, stored: StoredPassword, better_hash: str | None) -> None:
        """Make sure, in the caller's batch, that a verified password is still the one; store its better hash.

        Without this a login that began before a change of the password could end after it, and stay. A
        generated password is spent here: of many logins with it one succeeds.
        Raises InvalidCredentials.
        """
        if stored.expires_at is None:
            is_still_good = self._store.hold(stored)
        else:
            is_still_good = self._store.spend(stored, now=self._clock.now())
        if not is_still_good:
            raise InvalidCredentials
        if better_hash is not None:
            self._store.rehash(stored.user_id, seen_hash=stored.hash, hash=better_hash)

    def change(self, session: Session, current: str, new: str, origin: Origin) -> None:
        """Set a new password; every other session of the user ends.

        Stopped half-way: nothing has changed, because the writes are one commit.
        Raises InvalidCredentials (also when another change was faster), PasswordTooWeak, TooManyTries,
        Overloaded.
        """
        typed = current
        current = self._rules.read(typed, pointer="/current_password")
        user = self._users.find(session.user_id)
        if user is None:
            raise InvalidCredentials
        # Who is logged in has a count of their own, as known devices have: strangers cannot use it up.
        with (
            self._gate.admit() as slot,
            self._lockout.counted_try(user.id, origin, known_device=session.id) as counted,
        ):
            checked = self.verify(user.id, current, slot, typed=typed)
            if checked.stored is None or not checked.stored.may_change(self._clock.now()):
                self._audit.record(
                    LoginFailed(
                        user_id=user.id, session_id=session.id, factor="pwd", reason="wrong_password"
                    ),
                    origin,
                )
                raise InvalidCredentials
            self._batches.in_batch(lambda: self._lockout.forgive(counted))
            chosen = self._rules.check(new, user, pointer="/new_password")
            new_hash = slot.run(lambda: self._hasher.hash(chosen))
        seen_hash = checked.stored.hash
        self._batches.in_batch(lambda: self._replace(session, seen_hash, new_hash, origin))

    def demand_change(self, user_id: str, *, origin: Origin = SYSTEM) -> bool:
        """Make the next login good for nothing but changing the password, on evidence that others know it.

        Ends every session. False when the user has no password.
        """

        def demand() -> bool:
            demanded = self._store.demand_change(user_id)
            if demanded:
                self._sessions.revoke_all(user_id, reason="password_change_demanded", origin=origin)
                self._audit.record(PasswordChangeDemanded(user_id=user_id), origin)
            return demanded

        return self._batches.in_batch(demand)

    def _replace(self, session: Session, seen_hash: str, new_hash: str, origin: Origin) -> None:
        user_id = session.user_id
        if not self._store.replace(user_id, seen_hash=seen_hash, hash=new_hash, now=self._clock.now()):
            raise InvalidCredentials
        self._sessions.revoke_all(user_id, reason="password_changed", origin=origin, except_id=session.id)
        self._sessions.lift_scope(session.id)
        self._audit.record(PasswordChanged(user_id=user_id, session_id=session.id), origin)
