"""Passkeys: make challenges, register, verify, rename, remove. Knows nothing of logins."""

from collections.abc import Sequence
from typing import Final

from daemun.clock import Clock
from daemun.device_names import device_name
from daemun.features.audit.events import LoginFailed, PasskeyCopySuspected
from daemun.features.audit.service import Audit
from daemun.features.factors.errors import FactorNotFound, TooManyFactors
from daemun.features.factors.model import Factor
from daemun.features.factors.names import one_line
from daemun.features.one_time_tokens.model import Purpose
from daemun.features.passkeys import ceremony, challenges
from daemun.features.passkeys.challenges import Challenges
from daemun.features.passkeys.errors import PasskeyRefused, UnknownPasskey
from daemun.features.passkeys.model import Assertion, Passkey, RelyingParty, Response, Site
from daemun.features.passkeys.policy import MAX_PER_USER, relying_party
from daemun.features.passkeys.providers import provider_name
from daemun.features.passkeys.settings import PasskeySettings
from daemun.features.passkeys.store import PasskeyStore
from daemun.features.sessions.model import Kind
from daemun.features.users.model import User
from daemun.origin import Origin
from daemun.problem import FieldError
from daemun.randomness import Randomness, base64url, random_id
from daemun.validation import ValidationFailed
from daemun_verify.base64url import decode_base64url

_HANDLE_BYTES: Final = 64
_HANDLE: Final = "user_handle"


class Passkeys:
    """The passkeys of users. As a `SecondFactor`, each is something that the user has."""

    name = "passkey"
    kinds = (Kind.POSSESSION,)
    is_spare = False
    resists_phishing = True

    def __init__(
        self,
        store: PasskeyStore,
        challenges: Challenges,
        settings: PasskeySettings,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        issuer: str,
        service: str,
    ) -> None:
        """service: its name as shown to users."""
        self._store = store
        self._challenges = challenges
        self._settings = settings
        self._audit = audit
        self._clock = clock
        self._randomness = randomness
        self._issuer = issuer
        self._service = service

    def is_enrolled(self, user_id: str) -> bool:
        return self._store.has(user_id)

    def list_of(self, user_id: str) -> Sequence[Factor]:
        return [as_factor(passkey) for passkey in self._store.list_of(user_id)]

    def remove(self, user_id: str, factor_id: str) -> Factor | None:
        removed = self._store.remove(factor_id, user_id=user_id)
        return None if removed is None else as_factor(removed)

    def ask_for_new(self, user: User, site: Site, *, session_id: str) -> dict[str, object]:
        """Options for a browser to make a passkey, only for this session. Raises TooManyFactors."""
        known = self._store.list_of(user.id)
        if len(known) >= MAX_PER_USER:
            raise TooManyFactors(limit=MAX_PER_USER)
        handle = known[0].user_handle if known else self._randomness.token(_HANDLE_BYTES)
        challenge = self._challenges.make(
            challenges.REGISTRATION,
            bound_to=session_id,
            user_id=user.id,
            payload={_HANDLE: base64url(handle)},
        )
        return ceremony.creation_options(
            self._party(site),
            challenge,
            user_handle=handle,
            user_name=user.username or user.email or "",
            known=known,
        )

    def read_new(
        self,
        response: Response,
        site: Site,
        origin: Origin,
        *,
        user_id: str,
        session_id: str,
        name: str | None,
    ) -> Passkey:
        """Verify a new passkey without storing it. name: None for that of its authenticator or the device.

        Raises ChallengeEnded, PasskeyRefused.
        """
        challenge = ceremony.read_challenge(response)
        payload = self._challenges.spend(challenge, challenges.REGISTRATION, bound_to=session_id)
        made = ceremony.verify_creation(response, self._party(site), challenge)
        return Passkey(
            id=random_id(self._randomness),
            user_id=user_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            user_handle=decode_base64url(str(payload[_HANDLE])),
            name=one_line(name or "") or provider_name(made.aaguid) or device_name(origin.user_agent),
            aaguid=made.aaguid,
            transports=made.transports,
            sign_count=made.sign_count,
            is_backup_eligible=made.is_backup_eligible,
            is_backed_up=made.is_backed_up,
            created_at=self._clock.now(),
        )

    def keep(self, passkey: Passkey) -> Factor:
        """Store a verified passkey, in the caller's batch, which holds the user.

        Raises TooManyFactors; PasskeyRefused for one that a user has already.
        """
        if len(self._store.list_of(passkey.user_id)) >= MAX_PER_USER:
            raise TooManyFactors(limit=MAX_PER_USER)
        if not self._store.add(passkey):
            raise PasskeyRefused
        return as_factor(passkey)

    def ask_for_any(self, site: Site) -> dict[str, object]:
        """Options for logging in with any passkey that the browser knows: they name no user."""
        return ceremony.request_options(
            self._party(site), self._challenges.make(challenges.LOGIN), allowed=(), must_verify_user=True
        )

    def ask_for_one_of(
        self, user_id: str, site: Site, purpose: Purpose, *, bound_to: str
    ) -> dict[str, object]:
        """Options for proving one of a user's passkeys."""
        return ceremony.request_options(
            self._party(site),
            self._challenges.make(purpose, bound_to=bound_to, user_id=user_id),
            allowed=self._store.list_of(user_id),
            must_verify_user=False,
        )

    def verify_any(self, response: Response, site: Site, origin: Origin) -> Assertion:
        """Verify a passkey whose user is not known yet; it must verify the user.

        Raises ChallengeEnded, PasskeyRefused.
        """
        challenge = ceremony.read_challenge(response)
        self._challenges.spend(challenge, challenges.LOGIN)
        return self._verify(response, site, origin, challenge)

    def verify_one_of(
        self, user_id: str, response: Response, site: Site, origin: Origin, purpose: Purpose, *, bound_to: str
    ) -> Assertion:
        """Verify one of a user's passkeys. Raises ChallengeEnded, PasskeyRefused."""
        challenge = ceremony.read_challenge(response)
        self._challenges.spend(challenge, purpose, bound_to=bound_to)
        return self._verify(response, site, origin, challenge, user_id=user_id)

    def note_use(self, assertion: Assertion, origin: Origin) -> bool:
        """Record a use of a passkey, in the caller's batch. False: its counter did not grow, which is
        recorded, because somebody may have copied it.
        """
        passkey = assertion.passkey
        is_used = self._store.use(
            passkey.id,
            sign_count=assertion.sign_count,
            is_backed_up=assertion.is_backed_up,
            now=self._clock.now(),
        )
        if not is_used:
            self._audit.record(PasskeyCopySuspected(user_id=passkey.user_id, factor_id=passkey.id), origin)
        return is_used

    def rename(self, factor_id: str, name: str, *, user_id: str) -> Factor:
        """Rename a passkey. Raises FactorNotFound; ValidationFailed for an empty name."""
        called = one_line(name)
        if not called:
            raise ValidationFailed(errors=(FieldError("/name", "required"),))
        renamed = self._store.rename(factor_id, called, user_id=user_id)
        if renamed is None:
            raise FactorNotFound
        return as_factor(renamed)

    def _verify(
        self, response: Response, site: Site, origin: Origin, challenge: str, *, user_id: str | None = None
    ) -> Assertion:
        passkey = self._store.find(ceremony.read_credential_id(response))
        if passkey is None:
            self._record_failure(None, "unknown_passkey", origin)
            raise UnknownPasskey
        try:
            if user_id not in (None, passkey.user_id):
                raise PasskeyRefused
            return ceremony.verify_assertion(
                response,
                self._party(site),
                challenge,
                passkey,
                must_verify_user=user_id is None,
                has_allow_list=user_id is not None,
            )
        except PasskeyRefused:
            self._record_failure(passkey.user_id, "wrong_passkey", origin)
            raise

    def _record_failure(self, user_id: str | None, reason: str, origin: Origin) -> None:
        self._audit.record(LoginFailed(user_id=user_id, factor=self.name, reason=reason), origin)

    def _party(self, site: Site) -> RelyingParty:
        return relying_party(self._settings, site, issuer=self._issuer, name=self._service)


def as_factor(passkey: Passkey) -> Factor:
    """As its owner sees it."""
    return Factor(
        kind=Passkeys.name,
        id=passkey.id,
        name=passkey.name,
        created_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
        details={"synced": passkey.is_backed_up, "credential_id": base64url(passkey.credential_id)},
    )
