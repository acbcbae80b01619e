"""Factors: list, add and remove them, with all consequences."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from daemun.clock import Clock
from daemun.features.audit.events import FactorAdded, FactorRemoved, RecoveryCodesRenewed
from daemun.features.audit.service import Audit
from daemun.features.factors.demands import FactorDemands
from daemun.features.factors.errors import (
    FactorKindRefused,
    FactorMissing,
    FactorNotFound,
    FactorProofRequired,
    LastWayIn,
)
from daemun.features.factors.model import AddedFactor, Factor, FactorSource
from daemun.features.login.model import VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.passwords.store import PasswordStore
from daemun.features.recovery_codes.service import RecoveryCodes
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Session
from daemun.features.sessions.service import Sessions
from daemun.features.trusted_devices.service import TrustedDevices
from daemun.features.users.model import User
from daemun.features.users.store import UserStore
from daemun.origin import Origin


class Factors:
    """Second factors of all kinds."""

    def __init__(
        self,
        sources: Sequence[FactorSource],
        recovery_codes: RecoveryCodes,
        trusted_devices: TrustedDevices,
        demands: FactorDemands,
        users: UserStore,
        passwords: PasswordStore,
        sessions: Sessions,
        login: Login,
        audit: Audit,
        clock: Clock,
        *,
        proof_window: timedelta,
        count_ways_in: Callable[[str], int],
    ) -> None:
        """proof_window: how recently a user must have proven a second factor to change them. count_ways_in:
        everything that a user can log in with, including passkeys.
        """
        self._sources = sources
        self._recovery_codes = recovery_codes
        self._trusted_devices = trusted_devices
        self._demands = demands
        self._users = users
        self._passwords = passwords
        self._sessions = sessions
        self._login = login
        self._audit = audit
        self._clock = clock
        self._proof_window = proof_window
        self._count_ways_in = count_ways_in

    def list_of(self, user_id: str) -> Sequence[Factor]:
        """All second factors of a user, in the order of their kinds."""
        return [factor for source in self._sources for factor in source.list_of(user_id)]

    def is_demanded(self, user: User) -> bool:
        """Whether this user must have a second factor."""
        return self._demands.is_demanded(user)

    def kinds_for(self, user_id: str) -> tuple[str, ...]:
        """The kinds that this user may add, and that suffice if one is required."""
        user = self._users.find(user_id)
        return () if user is None else self._demands.kinds_for(user)

    def check_allowed(self, kind: str) -> None:
        """Raise FactorKindRefused if factors of this kind may not be added."""
        if not self._demands.allows(kind):
            raise FactorKindRefused

    def require_proof(self, session_id: str, *, leeway: timedelta = timedelta(0)) -> Session:
        """Find the session for a change of a factor, or of something as sensitive.

        leeway: how much older than usual the proof may be.
        Raises SessionEnded; FactorProofRequired if its user has a second factor but has not proven one in it
        recently: the password alone, even with a stolen session, changes nothing.
        """
        session = self._sessions.require_live(session_id)
        self._check_level(session, leeway)
        return session

    def add(
        self,
        session: Session,
        write: Callable[[], Factor],
        proof: VerifiedFactor,
        origin: Origin,
        *,
        leeway: timedelta = timedelta(0),
    ) -> AddedFactor:
        """Add a factor that its owner has just proven. In one commit, this steps up the session and stops
        trusting all devices.

        The first factor also creates recovery codes, and ends every other session, because those have proven
        less than is now required.
        write: stores the factor, or raises the refusal. leeway: as in `require_proof`.
        Raises SessionEnded, FactorProofRequired, FactorKindRefused, Overloaded, and what `write` does.
        """
        made = None if self.list_of(session.user_id) else self._recovery_codes.make(session.user_id)

        def add() -> AddedFactor:
            user = self._hold(session.user_id)
            self._check_level(session, leeway)
            is_first = not self.list_of(user.id)
            factor = write()
            self.check_allowed(factor.kind)
            if is_first:
                self._sessions.revoke_all(user.id, reason="factor_added", origin=origin, except_id=session.id)
            added = FactorAdded(user_id=user.id, session_id=session.id, kind=factor.kind, factor_id=factor.id)
            self._audit.record(added, origin)
            self._trusted_devices.remove_all(user.id, origin)
            codes = self._recovery_codes.put(made) if is_first and made is not None else ()
            return AddedFactor(factor, self._login.step_up(session, proof, origin), codes)

        return self._login.in_batch(add)

    def remove(self, session_id: str, kind: str, factor_id: str, origin: Origin) -> None:
        """Remove one's own factor; removing the last one also removes the recovery codes.

        Raises SessionEnded, FactorProofRequired, FactorNotFound; FactorMissing when one is required and no
        other is left; LastWayIn when the user could no longer log in.
        """
        session = self.require_proof(session_id)

        def remove() -> None:
            user = self._hold(session.user_id)
            self._check_level(session)
            ways_in = self._count_ways_in(user.id)
            factor = self._take(user.id, kind, factor_id, origin)
            if ways_in and not self._count_ways_in(user.id):
                raise LastWayIn
            if self._demands.must_enroll(user):
                raise FactorMissing
            removed = FactorRemoved(
                user_id=user.id, session_id=session.id, kind=factor.kind, factor_id=factor.id
            )
            self._audit.record(removed, origin)

        self._login.in_batch(remove)

    def remove_for(self, user: User, factor: Factor, *, reason: str, origin: Origin) -> None:
        """Remove a factor that a user has lost: every session ends, and the user is notified.

        reason: for the audit trail and the mail to the user. Raises FactorNotFound.
        """

        def remove() -> None:
            # Held: a concurrent login cannot trust its device afterwards.
            self._users.hold(user.id)
            removed = self._take(user.id, factor.kind, factor.id, origin)
            self._sessions.revoke_all(user.id, reason="factor_removed", origin=origin)
            self._audit.record(
                FactorRemoved(user_id=user.id, kind=removed.kind, factor_id=removed.id, reason=reason), origin
            )

        self._login.in_batch(remove)

    def count_recovery_codes(self, user_id: str) -> int:
        """How many recovery codes are left."""
        return self._recovery_codes.count_left(user_id)

    def renew_recovery_codes(self, session_id: str, origin: Origin) -> tuple[str, ...]:
        """Make new recovery codes, to be shown only once; all older ones are void.

        Raises SessionEnded, FactorProofRequired, FactorMissing, Overloaded.
        """
        session = self.require_proof(session_id)
        if not self.list_of(session.user_id):
            raise FactorMissing
        made = self._recovery_codes.make(session.user_id)

        def renew() -> tuple[str, ...]:
            user = self._hold(session.user_id)
            self._check_level(session)
            self._audit.record(RecoveryCodesRenewed(user_id=user.id, session_id=session.id), origin)
            return self._recovery_codes.put(made)

        return self._login.in_batch(renew)

    def remove_all(self, user_id: str, origin: Origin) -> None:
        """Remove every factor, in the caller's batch: they belonged to somebody else."""
        for factor in self.list_of(user_id):
            self._take(user_id, factor.kind, factor.id, origin)

    def _take(self, user_id: str, kind: str, factor_id: str, origin: Origin) -> Factor:
        for source in self._sources:
            factor = source.remove(user_id, factor_id) if source.name == kind else None
            if factor is not None:
                if not self.list_of(user_id):
                    self._recovery_codes.withdraw(user_id)
                self._trusted_devices.remove_all(user_id, origin)
                return factor
        raise FactorNotFound

    def _hold(self, user_id: str) -> User:
        user = self._users.hold_active(user_id, now=self._clock.now())
        if user is None:
            raise SessionEnded
        return user

    def _check_level(self, session: Session, leeway: timedelta = timedelta(0)) -> None:
        kinds = dict.fromkeys(factor.kind for factor in self.list_of(session.user_id))
        if not kinds:
            return
        proven_at = session.factor_proven_at
        if proven_at is None or self._clock.now() - proven_at >= self._proof_window + leeway:
            raise FactorProofRequired(factors=tuple(kinds))
        # Logged in by a mailed code or at a provider: a second factor and nothing before it.
        if "mfa" not in session.amr and self._passwords.find(session.user_id) is not None:
            raise FactorProofRequired(factors=("password",))
