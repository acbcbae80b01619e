"""Admission: admits a provider's user in one commit, whether known, new, or to be asked first."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

from daemun.clock import Clock
from daemun.features.audit.provider_events import AccountReclaimed, IdentityConnected, ProviderFailed
from daemun.features.audit.service import Audit
from daemun.features.email_verification.service import EmailVerification
from daemun.features.lockout.service import Lockout
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.model import OneTimeToken
from daemun.features.registration.errors import RegistrationClosed
from daemun.features.registration.settings import RegistrationSettings
from daemun.features.social_login.errors import AccountExists, ProviderRefused, ProviderUnavailable
from daemun.features.social_login.grants import Grants
from daemun.features.social_login.model import Claimed, Identity
from daemun.features.social_login.policy import Step, first_step
from daemun.features.social_login.store import IdentityStore
from daemun.features.users.email_address import EmailAddress
from daemun.features.users.errors import EmailTaken
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.settings import Verification
from daemun.origin import Origin
from daemun.randomness import Randomness, random_id
from daemun.validation import ValidationFailed

_MAX_ROUNDS: Final = 3
"""Another request may have stored the same account or address just now."""
AMR: Final = ("fed",)
"""RFC 8176 has no value for federated login; this one is common."""
T = TypeVar("T")


class Invited(Protocol):
    """The invitations, which admit users even where registration is closed."""

    def find(self, email_key: str) -> OneTimeToken | None:
        """The open invitation of an address."""

    def find_by_secret(self, secret: str) -> OneTimeToken:
        """The open invitation of a secret. Raises OneTimeTokenRefused."""

    def address_of(self, invitation: OneTimeToken) -> str:
        """The address that was invited."""

    def accept_proven(self, invitation: OneTimeToken, user: User, origin: Origin) -> bool:
        """Spend it for a new user, in a batch; False when it was spent or replaced meanwhile."""


class _Changed(Exception):
    """The state read before the batch has changed: read it again."""


class Admission:
    """From a provider's claims to a user."""

    def __init__(
        self,
        store: IdentityStore,
        grants: Grants,
        users: Users,
        lockout: Lockout,
        verification: EmailVerification,
        login: Login,
        settings: RegistrationSettings,
        invited: Invited,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        mode: Verification,
        reclaim: Callable[[str, Origin], None],
    ) -> None:
        """mode: whether an address must be proven. reclaim: removes every way into an account, in a batch."""
        self._store = store
        self._grants = grants
        self._users = users
        self._lockout = lockout
        self._verification = verification
        self._login = login
        self._settings = settings
        self._invited = invited
        self._audit = audit
        self._clock = clock
        self._randomness = randomness
        self._mode = mode
        self._reclaim = reclaim

    def admit(
        self,
        claimed: Claimed,
        origin: Origin,
        then: Callable[[str], T],
        *,
        is_automatic: bool,
        invitation: str | None = None,
    ) -> T:
        """Find or create the user, and call `then` with the id, all in one batch.

        invitation: its secret; a new user gets its address, whatever the provider says.
        Raises OneTimeTokenRefused for that, EmailTaken when its address has an owner by now, AccountExists,
        RegistrationClosed, TooManyTries, ProviderRefused (the user is locked), ValidationFailed (the
        application's profile needs more than the provider says), whatever `on_registering=` raises, and what
        `then` does.
        """
        for _ in range(_MAX_ROUNDS):
            try:
                return self._admit(claimed, origin, then, is_automatic=is_automatic, invitation=invitation)
            except _Changed:
                continue
            except EmailTaken:
                # An address from the provider has an owner by now, who is asked in the next round. For an
                # invitation's address the error is final; it is spent if somebody else has just accepted it.
                if invitation is not None:
                    self._invited.find_by_secret(invitation)
                    raise
            except InvalidCredentials:
                raise ProviderRefused from None
        raise ProviderUnavailable("others were faster, again and again")

    def recognize(self, claimed: Claimed, then: Callable[[str], T]) -> T | None:
        """Call `then` with the id of the user with this connection, in one batch; None: nobody has it."""
        known = self._store.find(claimed.issuer, claimed.subject)
        try:
            return None if known is None else self._login.in_batch(lambda: self._use(known, claimed, then))
        except _Changed:
            return None

    def find_owner(self, claimed: Claimed) -> User | None:
        """The user with the address stated by the provider."""
        address = self._read_address(claimed)
        return self._users.find_by_email(address.canonical) if address is not None else None

    def connect(
        self, user_id: str, claimed: Claimed, origin: Origin, *, at_registration: bool = False
    ) -> bool:
        """Connect an account to a user, in the caller's batch; False when another user has it."""
        identity = self._identity(user_id, claimed)
        if self._store.add(identity):
            connected = IdentityConnected(
                user_id=user_id,
                provider=identity.provider,
                identity_id=identity.id,
                at_registration=at_registration,
            )
            self._audit.record(connected, origin)
            self._grants.keep(identity.id, claimed)
            return True
        known = self._store.find(claimed.issuer, claimed.subject)
        return known is not None and known.user_id == user_id

    def profile_of(self, claims: Mapping[str, object]) -> dict[str, object]:
        """The application's own fields that the provider knows by the same name, such as `name`."""
        return {name: claims[name] for name in sorted(self._users.profile_fields) if name in claims}

    def _admit(
        self,
        claimed: Claimed,
        origin: Origin,
        then: Callable[[str], T],
        *,
        is_automatic: bool,
        invitation: str | None,
    ) -> T:
        known = self._store.find(claimed.issuer, claimed.subject)
        if known is not None:
            return self._login.in_batch(lambda: self._use(known, claimed, then))
        owner = self.find_owner(claimed)
        must_prove = self._mode is not Verification.OFF
        is_automatic = is_automatic and not claimed.is_email_relayed
        match first_step(claimed, owner, is_automatic=is_automatic, must_prove=must_prove), owner:
            case Step.ASK, User():
                raise AccountExists
            case (Step.CONNECT | Step.RECLAIM) as step, User(id=user_id):
                is_reclaimed = step is Step.RECLAIM
                return self._login.in_batch(
                    lambda: self._take(user_id, claimed, origin, then, is_reclaimed=is_reclaimed)
                )
            case _:
                return self._register(claimed, origin, then, invitation)

    def _use(self, identity: Identity, claimed: Claimed, then: Callable[[str], T]) -> T:
        if not self._store.use(identity.id, now=self._clock.now()):
            raise _Changed
        self._grants.keep(identity.id, claimed)
        return then(identity.user_id)

    def _take(
        self,
        user_id: str,
        claimed: Claimed,
        origin: Origin,
        then: Callable[[str], T],
        *,
        is_reclaimed: bool,
    ) -> T:
        user = self._users.hold(user_id)
        address = self._read_address(claimed)
        if user is None or address is None or user.email_key != address.canonical:
            raise _Changed
        if is_reclaimed is (user.email_verified_at is not None):
            raise _Changed
        if is_reclaimed:
            self._reclaim(user.id, origin)
            self._users.prove_email(user)
            self._audit.record(AccountReclaimed(user_id=user.id), origin)
        if not self.connect(user.id, claimed, origin):
            raise _Changed
        return then(user.id)

    def _register(self, claimed: Claimed, origin: Origin, then: Callable[[str], T], secret: str | None) -> T:
        address = self._read_address(claimed)
        proven = address if claimed.is_email_proven else None
        invitation = self._find_invitation(secret, proven)
        if secret is not None and invitation is not None:
            # The mail was read, which proves the address, whatever the provider says.
            proven = self._users.read_email(self._invited.address_of(invitation))
        if not self._settings.enabled and invitation is None:
            raise RegistrationClosed
        user = self._users.draft_vouched(email=proven, profile=self.profile_of(claimed.claims))
        self._lockout.count_registration(origin)
        applicant = self._users.ask_application(user)

        def register() -> T:
            self._users.release_unproven_email(user)
            self._users.enroll(applicant, origin)
            if invitation is not None and not self._invited.accept_proven(invitation, user, origin):
                raise _Changed
            if not self.connect(user.id, claimed, origin, at_registration=True):
                raise _Changed
            if address is not None and proven is None and self._mode is not Verification.OFF:
                self._verification.begin(user.id, address.display, address.canonical, origin)
            return then(user.id)

        return self._login.in_batch(register)

    def _find_invitation(self, secret: str | None, proven: EmailAddress | None) -> OneTimeToken | None:
        if secret is not None:
            return self._invited.find_by_secret(secret)
        return self._invited.find(proven.canonical) if proven is not None else None

    def _read_address(self, claimed: Claimed) -> EmailAddress | None:
        if claimed.email is None:
            return None
        try:
            return self._users.read_email(claimed.email)
        except ValidationFailed:
            return None

    def _identity(self, user_id: str, claimed: Claimed) -> Identity:
        return Identity(
            id=random_id(self._randomness),
            user_id=user_id,
            provider=claimed.provider,
            issuer=claimed.issuer,
            subject=claimed.subject,
            email=claimed.email,
            created_at=self._clock.now(),
        )


def verified(user_id: str) -> VerifiedFactor:
    """A federated login proves no kind of factor."""
    return VerifiedFactor(user_id, AMR, frozenset())


@contextmanager
def telling(audit: Audit, name: str, origin: Origin) -> Iterator[None]:
    """Record an event when a provider fails."""
    try:
        yield
    except (ProviderUnavailable, ProviderRefused) as failed:
        audit.record(ProviderFailed(provider=name, reason=failed.reason), origin)
        raise
