"""Login: every way to authenticate ends in `advance`, every proof inside a session in `step_up`."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import LoginFactorRequired, SessionSteppedUp, UserLoggedIn
from daemun.features.audit.service import Audit
from daemun.features.lockout.known_device import KnownDevices
from daemun.features.lockout.service import Lockout
from daemun.features.login.errors import InvalidCredentials, LoginAttemptEnded
from daemun.features.login.model import (
    Credential,
    Demands,
    FactorRequired,
    LoggedIn,
    LoginAttempt,
    LoginRequest,
    SecondFactor,
    Trust,
    TrustedDevices,
    VerifiedFactor,
)
from daemun.features.login.policy import missing_factors, missing_resistance
from daemun.features.login.settings import LoginSettings
from daemun.features.login.store import LoginAttemptStore
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens, OpenedSession, Proven, Session
from daemun.features.sessions.policy import prove
from daemun.features.sessions.service import Sessions
from daemun.features.users.model import User
from daemun.features.users.store import UserStore
from daemun.origin import Origin
from daemun.randomness import Randomness, base64url
from daemun.scope import Restriction, restriction_of
from daemun_verify.base64url import decode_base64url

_ATTEMPT_BYTES = 32
T = TypeVar("T")


class Login:
    """From verified factors to a session."""

    def __init__(
        self,
        store: LoginAttemptStore,
        users: UserStore,
        sessions: Sessions,
        lockout: Lockout,
        devices: KnownDevices,
        settings: LoginSettings,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        credential: Credential,
        second_factors: Sequence[SecondFactor],
        trusted_devices: TrustedDevices | None = None,
        demands: Demands | None = None,
    ) -> None:
        self._store = store
        self._users = users
        self._sessions = sessions
        self._lockout = lockout
        self._devices = devices
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness
        self._credential = credential
        self._second_factors = second_factors
        self._trusted_devices = trusted_devices
        self._demands = demands

    def in_batch(self, work: Callable[[], T]) -> T:
        """Call `work`, which calls `advance` or `step_up`, in a batch. Slow work, such as making a signing
        key, is done before.
        """
        self._sessions.get_ready()
        return self._batches.in_batch(work)

    def batch(self) -> AbstractContextManager[None]:
        """As `in_batch`, for a block without concurrent writers, as in tests."""
        self._sessions.get_ready()
        return self._batches.batch()

    def advance(
        self,
        factor: VerifiedFactor,
        origin: Origin,
        *,
        attempt: str | None = None,
        request: LoginRequest = LoginRequest(),  # noqa: B008 - frozen
        trusts: bool = False,
    ) -> LoggedIn | FactorRequired:
        """Take a proven factor; open a session if that is enough, else require one more. Inside `in_batch`.

        attempt: the one from `FactorRequired`, in a further step. It is spent here, by one conditional
            write, so of concurrent calls one logs in. If stopped before the session is written, the user
            logs in again.
        request: that of the first step; a further step uses the one kept in the attempt.
        trusts: whether this device needs no second factor for a time. It is stored in the same commit: a
            concurrent change of password or factors ends either this trust or the login.
        Raises LoginAttemptEnded; InvalidCredentials if the user was deleted, locked or marked for deletion
        meanwhile, or the credential was replaced.
        """
        # Row-locked: the user cannot be locked between this read and the new session.
        user = self._users.hold_active(factor.user_id, now=self._clock.now())
        if user is None:
            raise InvalidCredentials
        before = self._begin(user.id, request) if attempt is None else self._spend(attempt, factor)
        proof = prove(before.proof, factor.amr, factor.kinds, is_device_bound=factor.is_device_bound)
        after = replace(
            before,
            proven=proof.amr,
            kinds=proof.kinds,
            acr=proof.acr,
            credential=factor.credential or before.credential,
        )
        enrolled = self._enrolled(user.id)
        missing = missing_factors(before.proof, proof, enrolled, step_kinds=factor.kinds)
        if missing and self._is_trusted(user.id, request):
            missing = ()
        # A trusted device does not replace a phishing-resistant factor: a code may have made it trusted.
        missing = self._missing_resistance(user, proof, enrolled) or missing
        if missing:
            return self._ask_for(missing, after, origin)
        logged_in = self._open(user, after, enrolled, origin)
        # A further step has always proven a second factor.
        return self._trust(logged_in, origin) if trusts and attempt is not None else logged_in

    def step_up(self, session: Session, factor: VerifiedFactor, origin: Origin) -> OpenedSession:
        """Add a proof to a live session: it gets a new secret and a new authentication time, and its old
        refresh tokens become invalid. Nothing proven before is lost. Inside `in_batch`.

        Raises SessionEnded, also if another request changed the session meanwhile; InvalidCredentials if the
        credential was replaced.
        """
        if factor.user_id != session.user_id:
            raise InvalidCredentials
        user = self._users.hold_active(session.user_id, now=self._clock.now())
        if user is None:
            raise SessionEnded
        enrolled = self._enrolled(user.id)
        step = prove(Proven(), factor.amr, factor.kinds)
        renewed = self._sessions.renew(
            session,
            user,
            proven=prove(session.proven, factor.amr, factor.kinds, is_device_bound=factor.is_device_bound),
            scope=self._limit(user, factor.credential, scope=session.scope),
            is_factor_proven=step.has_factor and not self._missing_resistance(user, step, enrolled),
        )
        self._forgive(user.id, known_device=session.id, enrolled=enrolled)
        proven = SessionSteppedUp(user_id=user.id, session_id=session.id, amr=factor.amr)
        self._audit.record(proven, origin)
        return renewed

    def issue(self, opened: OpenedSession) -> IssuedTokens:
        """Issue the tokens of a session that was opened or renewed."""
        return self._sessions.issue(opened)

    def end_replaced(self, access_token: str, origin: Origin, *, by: OpenedSession) -> None:
        """End the session that the browser had before this login: its secrets are now unreachable."""
        self._sessions.log_out_by_access_token(access_token, origin, replaced_by=by.session.id)

    def recognize_device(self, request: LoginRequest, subject: str) -> str | None:
        """The id of the known device that sent this user's request; None: unknown."""
        return self._devices.recognize(request.device, subject)

    def mark_device(self, user_id: str) -> str:
        """A mark for the device that has just logged this user in."""
        return self._devices.mark(user_id)

    def find_attempt(self, attempt: str) -> LoginAttempt:
        """The login that a further factor is meant for. Raises LoginAttemptEnded."""
        found = self._store.find(_digest(attempt), now=self._clock.now())
        if found is None:
            raise LoginAttemptEnded
        return found

    def count_try(self, attempt: str) -> LoginAttempt:
        """Count a code on the login that it is meant for, before it is verified; return that login.

        Raises LoginAttemptEnded, also if too many were tried.
        """
        limit, now = self._settings.attempt_tries, self._clock.now()
        counted = self._store.count_try(_digest(attempt), limit=limit, now=now)
        if counted is None:
            raise LoginAttemptEnded
        return counted

    def _begin(self, user_id: str, request: LoginRequest) -> LoginAttempt:
        """A login before its first proof; stored only if it needs a second."""
        now = self._clock.now()
        return LoginAttempt(
            digest=b"",
            user_id=user_id,
            proven=(),
            scope=request.scope,
            expires_at=now + self._settings.attempt_lifetime,
            begun_at=now,
            known_device=self.recognize_device(request, user_id),
            remember=request.remember or self._settings.remember,
            resume=request.resume,
        )

    def _spend(self, attempt: str, factor: VerifiedFactor) -> LoginAttempt:
        begun = self.find_attempt(attempt)
        if begun.user_id != factor.user_id or not self._store.consume(begun.digest, now=self._clock.now()):
            raise LoginAttemptEnded
        return begun

    def _enrolled(self, user_id: str) -> Sequence[SecondFactor]:
        """The user's second factors; spare ones only if there is another."""
        second = [each for each in self._second_factors if not each.is_spare and each.is_enrolled(user_id)]
        if not second:
            return ()
        spare = [each for each in self._second_factors if each.is_spare and each.is_enrolled(user_id)]
        return (*second, *spare)

    def _missing_resistance(
        self, user: User, proven: Proven, enrolled: Sequence[SecondFactor]
    ) -> tuple[str, ...]:
        if self._demands is None or not self._demands.resists_phishing(user):
            return ()
        return missing_resistance(proven, enrolled)

    def _is_trusted(self, user_id: str, request: LoginRequest) -> bool:
        if self._trusted_devices is None or request.trust is None:
            return False
        return self._trusted_devices.is_trusted(user_id, request.trust)

    def _trust(self, logged_in: LoggedIn, origin: Origin) -> LoggedIn:
        """Trust the device on which a second factor was just proven, if trusting devices is on."""
        devices = self._trusted_devices
        if devices is None:
            return logged_in
        secret = devices.trust(logged_in.user.id, origin)
        return replace(logged_in, trust=Trust(secret, devices.max_age) if secret is not None else None)

    def _ask_for(self, missing: tuple[str, ...], proven: LoginAttempt, origin: Origin) -> FactorRequired:
        secret = self._randomness.token(_ATTEMPT_BYTES)
        self._store.add(replace(proven, digest=sha256(secret).digest()))
        self._audit.record(LoginFactorRequired(user_id=proven.user_id, factors=missing), origin)
        return FactorRequired(base64url(secret), missing)

    def _open(
        self, user: User, proven: LoginAttempt, enrolled: Sequence[SecondFactor], origin: Origin
    ) -> LoggedIn:
        scope = self._limit(user, proven.credential, scope=proven.scope)
        opened = self._sessions.open(
            user, proven=proven.proof, scope=scope, remember=proven.remember, origin=origin
        )
        self._forgive(user.id, known_device=proven.known_device, enrolled=enrolled)
        logged_in = UserLoggedIn(
            user_id=user.id,
            session_id=opened.session.id,
            amr=opened.session.amr,
            known_device=proven.known_device is not None,
        )
        self._audit.record(logged_in, origin)
        return LoggedIn(opened, resume=proven.resume)

    def _limit(self, user: User, credential: str, *, scope: str) -> str:
        """The scope of a session: its restriction, or `scope`. A single-use credential is spent here."""
        before = restriction_of(scope.split())
        if credential:
            limit = self._credential.confirm(user.id, credential)
        else:
            limit = before if before is Restriction.PASSWORD_CHANGE else None
        if limit is None and self._demands is not None and self._demands.must_enroll(user):
            limit = Restriction.FACTOR_ENROLMENT
        if limit is not None:
            return limit
        return "" if before is not None else scope

    def _forgive(self, user_id: str, *, known_device: str | None, enrolled: Sequence[SecondFactor]) -> None:
        """Forgive wrong tries: only here, after enough was proven."""
        self._lockout.forgive(user_id, known_device=known_device, factors=[each.name for each in enrolled])


def _digest(attempt: str) -> bytes:
    """The digest of an attempt's secret; for any other text, a digest that matches nothing."""
    try:
        return sha256(decode_base64url(attempt)).digest()
    except ValueError:
        return b""
