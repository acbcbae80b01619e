"""Totp: sets up authenticator apps and verifies their codes. Knows nothing of logins."""

from collections.abc import Callable, Sequence
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.factors.errors import TooManyFactors
from daemun.features.factors.model import Factor
from daemun.features.factors.names import one_line
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Kind
from daemun.features.totp import policy
from daemun.features.totp.model import Enrolment, StoredTotp
from daemun.features.totp.qr_code import otpauth_uri
from daemun.features.totp.settings import TotpSettings
from daemun.features.totp.store import TotpStore
from daemun.features.users.store import UserStore
from daemun.origin import Origin
from daemun.randomness import Randomness, random_id
from daemun.sealing import SealBroken, Sealing


class Totp:
    """Authenticator apps: a `SecondFactor`."""

    name: Final = "totp"
    kinds: Final = (Kind.POSSESSION,)
    is_spare: Final = False
    resists_phishing: Final = False

    def __init__(
        self,
        store: TotpStore,
        users: UserStore,
        sealing: Sealing,
        settings: TotpSettings,
        batches: Batches,
        clock: Clock,
        randomness: Randomness,
        *,
        service: str,
    ) -> None:
        """service: the name of this service in apps."""
        self._store = store
        self._users = users
        self._sealing = sealing
        self._settings = settings
        self._batches = batches
        self._clock = clock
        self._randomness = randomness
        self._service = service

    def is_enrolled(self, user_id: str) -> bool:
        """Whether this user has a confirmed app."""
        return bool(self._store.list_of(user_id))

    def list_of(self, user_id: str) -> Sequence[Factor]:
        """The user's confirmed apps, oldest first."""
        return [_as_factor(totp) for totp in self._store.list_of(user_id)]

    def begin(self, user_id: str, name: str | None) -> Enrolment:
        """Make a secret for another app, to be confirmed by its first code. A few may be pending at once.

        name: its owner's name for it. Raises TooManyFactors, SessionEnded when the user is gone.
        """
        secret = self._randomness.token(policy.SECRET_BYTES)
        totp_id = random_id(self._randomness)
        now = self._clock.now()
        expires_at = now + self._settings.enrolment_lifetime
        sealed = self._sealing.seal(secret, record=totp_id)

        def put() -> str:
            user = self._users.hold(user_id)
            if user is None:
                raise SessionEnded
            called = one_line(name or "") or f"TOTP {self._count_before_another(user_id) + 1}"
            self._store.put_pending(
                StoredTotp(totp_id, user_id, called, sealed, created_at=now, pending_until=expires_at),
                keep=policy.MAX_PENDING - 1,
            )
            return user.username or user.email or ""

        account = self._batches.in_batch(put)
        text = policy.as_base32(secret)
        uri = otpauth_uri(text, service=self._service, account=account)
        return Enrolment(totp_id, text, uri, expires_at)

    def confirm(self, user_id: str, totp_id: str, code: str) -> Factor:
        """Confirm an app by its first code, in the caller's batch. This spends the code.

        Raises TooManyFactors; InvalidCode, also when the app is already confirmed, has expired or is another
        user's.
        """
        now = self._clock.now()
        self._count_before_another(user_id)
        pending = self._store.find_pending(user_id, totp_id, now=now)
        step = self._find_step(pending, code) if pending is not None else None
        if pending is None or step is None or not self._store.confirm(totp_id, step=step, now=now):
            raise InvalidCode
        return _as_factor(pending)

    def find(self, user_id: str, code: str, _origin: Origin) -> Callable[[], bool] | None:
        """Return a function that spends a right code, in the caller's batch; only one call returns True."""
        found = [(totp, self._find_step(totp, code)) for totp in self._store.list_of(user_id)]
        right = [(totp.id, step) for totp, step in found if step is not None]
        if not right:
            return None
        return lambda: any(
            self._store.consume_step(totp_id, step=step, now=self._clock.now()) for totp_id, step in right
        )

    def remove(self, user_id: str, factor_id: str) -> Factor | None:
        """Remove an app, in the caller's batch; None: there is none, or another request removed it."""
        removed = self._store.remove(user_id, factor_id)
        return None if removed is None else _as_factor(removed)

    def _count_before_another(self, user_id: str) -> int:
        """The number of confirmed apps. Raises TooManyFactors when no other is allowed."""
        count = len(self._store.list_of(user_id))
        if count >= policy.MAX_PER_USER:
            raise TooManyFactors(limit=policy.MAX_PER_USER)
        return count

    def _find_step(self, totp: StoredTotp, code: str) -> int | None:
        try:
            secret = self._sealing.open(totp.sealed_secret, record=totp.id)
        except SealBroken:
            # Sealed with an earlier secret key, so unusable: an administrator has to remove it.
            return None
        return policy.find_step(secret, code, now=self._clock.now(), window=self._settings.window)


def _as_factor(totp: StoredTotp) -> Factor:
    return Factor(Totp.name, totp.id, totp.name, totp.created_at, totp.last_used_at)
