"""RecoveryCodes: make a set, spend a code, void all. Knows nothing of logins."""

from collections.abc import Callable
from functools import partial
from typing import Final

from daemun.clock import Clock
from daemun.features.audit.events import RecoveryCodeUsed
from daemun.features.audit.service import Audit
from daemun.features.passwords.gate import HashGate
from daemun.features.passwords.hasher import Hasher
from daemun.features.recovery_codes import policy
from daemun.features.recovery_codes.model import NewSet, StoredRecoveryCode
from daemun.features.recovery_codes.store import RecoveryCodeStore
from daemun.features.sessions.model import Kind
from daemun.origin import Origin
from daemun.randomness import Randomness


class RecoveryCodes:
    """Printed codes: a `SecondFactor` for when another one is lost."""

    name: Final = "recovery_code"
    kinds: Final = (Kind.POSSESSION,)
    is_spare: Final = True
    resists_phishing: Final = False

    def __init__(
        self,
        store: RecoveryCodeStore,
        hasher: Hasher,
        gate: HashGate,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._store = store
        self._hasher = hasher
        self._gate = gate
        self._audit = audit
        self._clock = clock
        self._randomness = randomness

    def is_enrolled(self, user_id: str) -> bool:
        """Whether there is a code left."""
        return self._store.count(user_id) > 0

    def count_left(self, user_id: str) -> int:
        """How many codes are left."""
        return self._store.count(user_id)

    def make(self, user_id: str) -> NewSet:
        """Make ten codes without storing them. Slow, so call it before a batch. Raises Overloaded."""
        codes: dict[str, policy.RecoveryCode] = {}
        while len(codes) < policy.COUNT:
            code = policy.make_code(
                self._randomness.token(policy.LABEL_BYTES), self._randomness.token(policy.SECRET_BYTES)
            )
            codes[code.label] = code
        now = self._clock.now()
        with self._gate.admit() as slot:
            hashes = [slot.run(partial(self._hasher.hash, code.secret)) for code in codes.values()]
        return NewSet(
            tuple(map(str, codes.values())),
            tuple(
                StoredRecoveryCode(user_id, number, label, hashed, now)
                for number, (label, hashed) in enumerate(zip(codes, hashes, strict=True))
            ),
        )

    def put(self, made: NewSet) -> tuple[str, ...]:
        """In the caller's batch, activate a set in place of the previous one. Returns the codes, to be shown
        once.
        """
        self._store.put(made.stored)
        return made.texts

    def withdraw(self, user_id: str) -> None:
        """Void every code of this user, in the caller's batch."""
        self._store.remove_all(user_id)

    def find(self, user_id: str, code: str, origin: Origin) -> Callable[[], bool] | None:
        """Return a function that spends a right code, in the caller's batch, and notifies its owner. Raises
        Overloaded.
        """
        given = policy.read_code(code)
        if given is None:
            return None
        stored = self._store.find(user_id, given.label)
        # The same work if there is no such code.
        expected = stored.hash if stored is not None else self._hasher.unknown_user_hash
        is_right = self._gate.run(lambda: self._hasher.verify(expected, given.secret))
        if stored is None or not is_right:
            return None

        def spend() -> bool:
            if not self._store.spend(stored):
                return False
            left = self._store.count(user_id)
            self._audit.record(RecoveryCodeUsed(user_id=user_id, left=left), origin)
            return True

        return spend
