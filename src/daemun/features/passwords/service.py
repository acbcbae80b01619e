"""Passwords: check, hash, verify, change. Knows nothing of logins."""

import hmac
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import PasswordChanged, PasswordChangeDemanded, PasswordSet
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.login.errors import InvalidCredentials
from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.passwords.gate import HashGate, Slot
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.model import CheckedPassword, GeneratedPassword, StoredPassword
from daemun.features.passwords.policy import WeaknessCode
from daemun.features.passwords.rules import PasswordRules
from daemun.features.passwords.store import PasswordStore
from daemun.features.sessions.service import Sessions
from daemun.features.users.model import User, require_id, require_user
from daemun.features.users.store import UserStore
from daemun.origin import Origin
from daemun.problem import FieldError
from daemun.randomness import Randomness
from daemun.scope import Restriction

GENERATED_LIFETIME = timedelta(hours=24)
"""How long a generated first password is valid (ASVS 6.4.1)."""


_POSITIONS: Final = 2**52
"""As many as a float can distinguish."""


class Passwords:
    """The passwords of users."""

    def __init__(
        self,
        store: PasswordStore,
        users: UserStore,
        rules: PasswordRules,
        hasher: Hasher,
        gate: HashGate,
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
        """Check and normalize a new password for this user. Raises ValidationFailed, PasswordTooWeak."""
        return self._rules.check(password, user)

    def hash(self, checked: str) -> str:
        """Hash a password returned by `check_new`. Raises Overloaded."""
        return self._gate.run(lambda: self._hasher.hash(checked))

    def add(self, user_id: str, password_hash: str) -> StoredPassword:
        """Store the first password of a user, in the caller's batch."""
        stored = StoredPassword(user_id, password_hash, self._clock.now())
        self._store.add(stored)
        return stored

    def generate(self) -> str:
        """Generate a first password for somebody else: 160 random bits as lower-case letters and digits."""
        return b32encode(self._randomness.token(20)).decode().lower()

    def generated_expires_at(self) -> datetime:
        """When a password generated now expires."""
        return self._clock.now() + GENERATED_LIFETIME

    def add_generated(self, user_id: str, password_hash: str, *, expires_at: datetime) -> None:
        """Store a generated first password, in the caller's batch. It is valid for one login, where it must
        be replaced.
        """
        now = self._clock.now()
        self._store.add(StoredPassword(user_id, password_hash, now, must_change=True, expires_at=expires_at))

    def set(self, user: User, new: str, *, origin: Origin = SYSTEM) -> None:
        """Give a user a new password that somebody else chose; every session ends.

        If interrupted, nothing has changed. Raises ValidationFailed, PasswordTooWeak, Overloaded.
        """
        require_user(user)
        stored = StoredPassword(user.id, self.hash_chosen(new, user), self._clock.now())
        self._set(stored, origin)

    def set_temporary(self, user: User, *, origin: Origin = SYSTEM) -> GeneratedPassword:
        """Give a user a random password for one login, where it must be replaced; every session ends.

        If interrupted, nothing has changed. Raises Overloaded.
        """
        require_user(user)
        generated = GeneratedPassword(self.generate(), self.generated_expires_at())
        new_hash = self.hash_new(generated.text, user)
        self._set(
            StoredPassword(
                user.id, new_hash, self._clock.now(), must_change=True, expires_at=generated.expires_at
            ),
            origin,
        )
        return generated

    def _set(self, stored: StoredPassword, origin: Origin) -> None:
        def write() -> None:
            self._store.set(stored)
            self._sessions.revoke_all(stored.user_id, reason="password_set", origin=origin)
            self._audit.record(
                PasswordSet(user_id=stored.user_id, temporary=stored.expires_at is not None), origin
            )

        self._batches.in_batch(write)

    def verify(
        self, user_id: str | None, password: str, slot: Slot, *, typed: str | None = None, subject: str = ""
    ) -> CheckedPassword:
        """Compare a password with the stored one. Without a user or a stored password the work is the same,
        and the result is wrong.

        typed: the password as entered, for hashes of other products. subject: the name given for an unknown
            user.
        """
        stored = self._store.find(user_id) if user_id is not None else None
        # The same work for unknown users: the response time must not reveal who has an account.
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

    def confirm(self, user_id: str, version: str) -> Restriction | None:
        """Make sure, in the caller's batch, that the verified password is still the current one.

        Without this a login that began before a password change could finish after it, and its session would
        survive. A generated password is spent here: only one login with it opens a session.
        Raises InvalidCredentials.
        """
        stored = self._store.hold(user_id)
        if stored is None or stored.version != version:
            raise InvalidCredentials
        if stored.expires_at is not None and not self._store.spend(stored, now=self._clock.now()):
            raise InvalidCredentials
        return Restriction.PASSWORD_CHANGE if stored.must_change else None

    def improve_hash(self, stored: StoredPassword, better_hash: str) -> None:
        """Store the better hash from `verify`, in the caller's batch."""
        self._store.rehash(stored.user_id, seen_hash=stored.hash, hash=better_hash)

    def hash_replacement(self, new: str, user: User, slot: Slot, *, pointer: str = "/new_password") -> str:
        """Check and hash a replacement for the current password.

        A password that must be replaced, because others know it, cannot be its own successor.
        Raises ValidationFailed, PasswordTooWeak.
        """
        chosen = self._rules.check(new, user, pointer=pointer)
        stored = self._store.find(user.id)
        known = stored.hash if stored is not None and stored.must_change else None
        if known is not None and slot.run(lambda: self._hasher.verify(known, chosen, typed=new)):
            raise PasswordTooWeak(errors=(FieldError(pointer, WeaknessCode.UNCHANGED),))
        return slot.run(lambda: self._hasher.hash(chosen))

    def hash_chosen(self, new: str, user: User) -> str:
        """As `hash_replacement`, for a user who gave no current password. Also raises Overloaded."""
        with self._gate.admit() as slot:
            return self.hash_replacement(new, user, slot)

    def hold(self, user_id: str) -> StoredPassword | None:
        """The user's password, locked until the caller's batch ends."""
        return self._store.hold(user_id)

    def reset(self, user_id: str, held: StoredPassword | None, new_hash: str, origin: Origin) -> None:
        """Replace the password from `hold`, in the caller's batch; every session ends."""
        now = self._clock.now()
        if held is None:
            self._store.add(StoredPassword(user_id, new_hash, now))
        else:
            self._store.replace(user_id, seen_hash=held.hash, hash=new_hash, now=now)
        self._sessions.revoke_all(user_id, reason="password_reset", origin=origin)

    def replace(
        self, seen: StoredPassword, new_hash: str, *, session_id: str, origin: Origin
    ) -> StoredPassword:
        """Set a new password that the user chose, in the caller's batch; every other session ends.

        Raises InvalidCredentials if another change was faster.
        """
        now = self._clock.now()
        if not self._store.replace(seen.user_id, seen_hash=seen.hash, hash=new_hash, now=now):
            raise InvalidCredentials
        self._sessions.revoke_all(
            seen.user_id, reason="password_changed", origin=origin, except_id=session_id
        )
        self._audit.record(PasswordChanged(user_id=seen.user_id, session_id=session_id), origin)
        return StoredPassword(seen.user_id, new_hash, now)

    def has(self, user_id: str) -> bool:
        """Whether a user has a password."""
        return self._store.find(user_id) is not None

    def opens_sessions(self, user_id: str) -> bool:
        """Whether a user can log in with a password: a generated one works once, for a limited time."""
        stored = self._store.find(user_id)
        return stored is not None and stored.may_log_in(self._clock.now())

    def remove(self, user_id: str) -> None:
        """Remove a user's password, in the caller's batch."""
        self._store.remove(user_id)

    def demand_change(self, user_id: str, *, origin: Origin = SYSTEM) -> bool:
        """Restrict the next login to changing the password, on evidence that others know it.

        Ends every session. False if the user has no password.
        """
        require_id(user_id)

        def demand() -> bool:
            demanded = self._store.demand_change(user_id)
            if demanded:
                self._sessions.revoke_all(user_id, reason="password_change_demanded", origin=origin)
                self._audit.record(PasswordChangeDemanded(user_id=user_id), origin)
            return demanded

        return self._batches.in_batch(demand)
