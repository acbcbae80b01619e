"""Login.advance: the one call in which every way to prove who you are ends."""

from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import TypeVar

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import LoginFactorRequired, UserLoggedIn
from daemun.features.audit.service import Audit
from daemun.features.login.errors import InvalidCredentials, LoginAttemptEnded
from daemun.features.login.model import FactorRequired, LoggedIn, LoginAttempt, SecondFactor, VerifiedFactor
from daemun.features.login.policy import missing_factors
from daemun.features.login.settings import LoginSettings
from daemun.features.login.store import LoginAttemptStore
from daemun.features.sessions.service import Sessions
from daemun.features.users.store import UserStore
from daemun.origin import Origin
from daemun.randomness import Randomness, base64url

_ATTEMPT_BYTES = 32
T = TypeVar("T")


class Login:
    """From verified factors to a session."""

    def __init__(
        self,
        store: LoginAttemptStore,
        users: UserStore,
        sessions: Sessions,
        settings: LoginSettings,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        second_factors: Sequence[SecondFactor],
    ) -> None:
        self._store = store
        self._users = users
        self._sessions = sessions
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness
        self._second_factors = second_factors

    def in_batch(self, work: Callable[[], T]) -> T:
        """Call `work`, which calls `advance`, in a batch. What takes time, such as a new signing key, is done
        before.
        """
        self._sessions.get_ready()
        return self._batches.in_batch(work)

    def batch(self) -> AbstractContextManager[None]:
        """As `in_batch`, for a block that nobody else gets in the way of, as in tests."""
        self._sessions.get_ready()
        return self._batches.batch()

    def advance(
        self, factor: VerifiedFactor, origin: Origin, *, attempt: str | None = None, scope: str = ""
    ) -> LoggedIn | FactorRequired:
        """Take a proven factor; open a session if that is enough, else ask for one more. Inside `in_batch`.

        attempt: what `FactorRequired` gave, when this is a further step. It is spent here, by one
            conditional write, so of several racers one logs in. Stopped before the session is written:
            the person logs in again.
        Raises LoginAttemptEnded; InvalidCredentials when the user is gone or locked by now.
        """
        # Held: nobody is locked out between this look and the session that follows.
        user = self._users.hold(factor.user_id)
        if user is None or user.is_locked:
            raise InvalidCredentials
        proven = factor.amr
        if attempt is not None:
            begun = self._spend(attempt, factor)
            proven, scope = (*begun.proven, *factor.amr), begun.scope

        enrolled = tuple(second.name for second in self._second_factors if second.is_enrolled(user.id))
        missing = missing_factors(proven, enrolled)
        if missing:
            return self._ask_for(missing, user.id, proven=proven, scope=scope, origin=origin)
        tokens = self._sessions.open(user, amr=proven, scope=scope, origin=origin)
        logged_in = UserLoggedIn(
            user_id=user.id, session_id=tokens.session.id, amr=proven, known_device=factor.known_device
        )
        self._audit.record(logged_in, origin)
        return LoggedIn(tokens)

    def find_attempt(self, attempt: str) -> LoginAttempt:
        """The login that a further factor belongs to. Raises LoginAttemptEnded."""
        found = self._store.find(_digest(attempt), now=self._clock.now())
        if found is None:
            raise LoginAttemptEnded
        return found

    def _spend(self, attempt: str, factor: VerifiedFactor) -> LoginAttempt:
        begun = self.find_attempt(attempt)
        if begun.user_id != factor.user_id or not self._store.consume(begun.digest, now=self._clock.now()):
            raise LoginAttemptEnded
        return begun

    def _ask_for(
        self, missing: tuple[str, ...], user_id: str, *, proven: tuple[str, ...], scope: str, origin: Origin
    ) -> FactorRequired:
        secret = self._randomness.token(_ATTEMPT_BYTES)
        self._store.add(
            LoginAttempt(
                digest=sha256(secret).digest(),
                user_id=user_id,
                proven=proven,
                scope=scope,
                expires_at=self._clock.now() + self._settings.attempt_lifetime,
            )
        )
        self._audit.record(LoginFactorRequired(user_id=user_id, factors=missing), origin)
        return FactorRequired(base64url(secret), missing)


def _digest(attempt: str) -> bytes:
    """The digest of an attempt's secret; of text that is none, a digest that nothing has."""
    try:
        return sha256(urlsafe_b64decode(attempt + "=" * (-len(attempt) % 4))).digest()
    except (Error, ValueError):
        return b""
