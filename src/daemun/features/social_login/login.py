"""SocialLogin: to a provider, back, and logged in. A login ends in the browser in which it began."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from daemun.features.audit.provider_events import ProviderFailed
from daemun.features.audit.service import Audit
from daemun.features.lockout.service import Lockout
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.one_time_tokens.model import OneTimeToken, Purpose
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Session
from daemun.features.sessions.service import Sessions
from daemun.features.social_login.admission import Admission, telling, verified
from daemun.features.social_login.error_codes import DOWN
from daemun.features.social_login.errors import (
    AccountExists,
    IdentityTaken,
    ProofTooOld,
    ProviderNotFound,
    ProviderRefused,
    ProviderUnavailable,
)
from daemun.features.social_login.gateway import Gateway, find_client
from daemun.features.social_login.held_back import Held, HeldBack, with_profile
from daemun.features.social_login.model import (
    Begun,
    Claimed,
    CodeGiven,
    Connected,
    Entered,
    MustComplete,
    MustConnect,
    Published,
    Refused,
    Returned,
    Wish,
)
from daemun.features.social_login.policy import proves_again
from daemun.features.social_login.provider import Provider
from daemun.origin import Origin
from daemun.problem import Problem
from daemun.randomness import Randomness, base64url, secret_digest
from daemun.validation import ValidationFailed

LIFETIME: Final = timedelta(minutes=10)
_FLOW: Final = Purpose("login_with", lifetime=LIFETIME)
_CODE: Final = Purpose("login_with_code", lifetime=timedelta(minutes=1))
T = TypeVar("T")
Finished = Entered | CodeGiven | Connected | MustConnect | MustComplete


class SocialLogin:
    """A first factor that a provider verifies. It proves no kind of factor."""

    def __init__(
        self,
        clients: Mapping[str, Gateway],
        tokens: OneTimeTokens,
        admission: Admission,
        login: Login,
        sessions: Sessions,
        lockout: Lockout,
        audit: Audit,
        randomness: Randomness,
        *,
        has_other_way: Callable[[str], bool],
    ) -> None:
        """clients: by the names of their providers. has_other_way: whether a user can authenticate here
        without a provider.
        """
        self._clients = clients
        self._tokens = tokens
        self._held_back = HeldBack(tokens)
        self._admission = admission
        self._login = login
        self._sessions = sessions
        self._lockout = lockout
        self._audit = audit
        self._randomness = randomness
        self._has_other_way = has_other_way

    @property
    def providers(self) -> tuple[Provider, ...]:
        """All providers, in the order of the settings."""
        return tuple(client.provider for client in self._clients.values())

    def examine(self, name: str) -> Published:
        """What a provider publishes, fetched now. Raises ProviderNotFound, ProviderUnavailable."""
        return find_client(self._clients, name).examine()

    def check_takes_forms(self, name: str) -> None:
        """Raise ProviderNotFound for a provider whose response is a redirect, not a posted form."""
        if not find_client(self._clients, name).provider.posts_forms:
            raise ProviderNotFound

    def begin(self, name: str, wish: Wish, origin: Origin, *, browser: str | None) -> Begun:
        """Begin a login: where to redirect a browser. browser: the secret that it has from another tab.

        Raises ProviderNotFound, ProviderUnavailable, TooManyTries.
        """
        client = find_client(self._clients, name)
        self._lockout.count_login_elsewhere(origin)
        kept = browser if browser is not None and len(browser) == 43 else self._secret()
        nonce, verifier = self._secret(), self._secret()
        payload = {
            "wish": asdict(wish),
            "provider": name,
            "browser": secret_digest(kept).hex(),
            "nonce": nonce,
            "verifier": verifier,
        }
        # Called before anything is stored: a provider that is down leaves no trace.
        with telling(self._audit, name, origin):
            client.prepare()
        state = self._tokens.issue(_FLOW, user_id=wish.user_id, payload=payload).secret
        url = client.address_for(
            redirect_uri=wish.redirect_uri,
            state=state,
            nonce=nonce,
            challenge=challenge_of(verifier),
            again=wish.proves_again,
        )
        return Begun(url, kept)

    def finish(
        self, name: str, returned: Returned, origin: Origin, *, browser: str | None, request: LoginRequest
    ) -> Finished | Refused:
        """Handle a returning browser. Its state is spent, whatever happens next.

        browser: the secret from `begin`. request: what the current request shows of its device.
        Refused: with ProviderRefused, ProviderUnavailable, IdentityTaken, SessionEnded, what
        `Admission.admit` raises.
        Raises OneTimeTokenRefused for a state that is expired, spent, or of another browser or provider; the
        provider's refusal that comes without a state, and TooManyTries.
        """
        client = find_client(self._clients, name)
        flow = self._find_flow(name, returned, origin, browser=browser)
        wish = Wish(**cast("dict[str, Any]", flow.payload["wish"]))
        self._login.in_batch(lambda: self._tokens.spend(flow))
        try:
            return self._take_in(client, returned, wish, flow, origin, request)
        except Problem as problem:
            return Refused(problem, wish.next_page, is_invited=wish.invitation is not None)

    def _take_in(
        self,
        client: Gateway,
        returned: Returned,
        wish: Wish,
        flow: OneTimeToken,
        origin: Origin,
        request: LoginRequest,
    ) -> Finished:
        with telling(self._audit, client.provider.name, origin):
            claimed = self._ask(client, returned, flow.payload, redirect_uri=wish.redirect_uri)
        if wish.connects:
            return self._connect(wish, claimed, origin)
        session = self._find_session(wish) if wish.proves_again else None
        if session is not None:
            left_at = flow.expires_at - LIFETIME
            return self._prove_again(session, client.provider, claimed, wish, origin, left_at=left_at)
        try:
            return self._enter(wish, claimed, origin, request)
        except AccountExists:
            return self._hold_back(claimed, wish)
        except ValidationFailed as missing:
            held = replace(claimed, claims=self._admission.profile_of(claimed.claims))
            return MustComplete(self._held_back.keep("profile", held, wish), missing, wish.next_page)

    def find_incomplete(self, secret: str) -> Claimed:
        """The identity that `MustComplete` holds back. Raises OneTimeTokenRefused."""
        return self._held_back.find("profile", secret).claimed

    def complete(
        self, secret: str, profile: Mapping[str, object], origin: Origin, *, request: LoginRequest
    ) -> Entered | CodeGiven | MustConnect:
        """Create the user of `MustComplete` with their input; this spends the secret.

        Raises OneTimeTokenRefused, ValidationFailed, and what `Admission.admit` does.
        """
        held = self._held_back.find("profile", secret)
        try:
            claimed = with_profile(held.claimed, profile)
            return self._enter(held.wish, claimed, origin, request, held=held)
        except AccountExists:
            return self._hold_back(held.claimed, held.wish)

    def log_in_by_code(
        self, code: str, verifier: str, origin: Origin, *, request: LoginRequest
    ) -> LoggedIn | FactorRequired:
        """Exchange the code of `CodeGiven` for a session, in the browser that began.

        Raises OneTimeTokenRefused for every reason alike.
        """
        token = self._tokens.find(code, _CODE)
        if not hmac.compare_digest(str(token.payload["challenge"]), challenge_of(verifier)):
            raise OneTimeTokenRefused

        def log_in() -> LoggedIn | FactorRequired:
            self._tokens.spend(token)
            return self._login.advance(verified(token.user_id or ""), origin, request=request)

        try:
            return self._login.in_batch(log_in)
        except InvalidCredentials:
            raise OneTimeTokenRefused from None

    def find_unconnected(self, secret: str, user_id: str) -> Claimed | None:
        """The identity that `MustConnect` holds back for this user; None: there is none."""
        held = self._find_held(secret, user_id)
        return held.claimed if held is not None else None

    def connect_held_back(self, name: str, user_id: str, secret: str, origin: Origin) -> bool:
        """Connect the account in `MustConnect` to the owner of the address, who has logged in meanwhile.

        False if it is not for this user and provider: they go to the provider once more.
        """
        held = self._find_held(secret, user_id)
        if held is None or held.claimed.provider != name:
            return False

        def connect() -> bool:
            self._held_back.spend(held)
            return self._admission.connect(user_id, held.claimed, origin)

        try:
            return self._login.in_batch(connect)
        except OneTimeTokenRefused:
            return False

    def _find_held(self, secret: str, user_id: str) -> Held | None:
        try:
            held = self._held_back.find("login", secret)
        except OneTimeTokenRefused:
            return None
        return held if held.user_id == user_id else None

    def _find_flow(
        self, name: str, returned: Returned, origin: Origin, *, browser: str | None
    ) -> OneTimeToken:
        """The flow that this browser began with this provider."""
        try:
            flow = self._tokens.find(returned.state, _FLOW)
            is_here = browser is not None and hmac.compare_digest(
                str(flow.payload["browser"]), secret_digest(browser).hex()
            )
            if is_here and flow.payload["provider"] == name:
                return flow
        except OneTimeTokenRefused:
            pass
        # Anybody can send this, so it is counted before it is recorded.
        self._lockout.count_login_elsewhere(origin)
        with telling(self._audit, name, origin):
            if not returned.state and returned.error is not None:
                raise _refusal_of(returned)
        self._audit.record(ProviderFailed(provider=name, reason="state_refused"), origin)
        raise OneTimeTokenRefused

    def _ask(
        self, client: Gateway, returned: Returned, kept: Mapping[str, object], *, redirect_uri: str
    ) -> Claimed:
        client.check_issuer(returned.issuer)
        if returned.code is None or returned.error is not None:
            raise _refusal_of(returned)
        return client.exchange(
            returned,
            redirect_uri=redirect_uri,
            verifier=str(kept["verifier"]),
            nonce=str(kept["nonce"]),
        )

    def _enter(
        self,
        wish: Wish,
        claimed: Claimed,
        origin: Origin,
        request: LoginRequest,
        *,
        held: Held | None = None,
    ) -> Entered | CodeGiven:
        challenge, request = wish.challenge, replace(request, remember=wish.remember)

        def then(user_id: str) -> Entered | CodeGiven:
            if held is not None:
                self._held_back.spend(held)
            if challenge is not None:
                issued = self._tokens.issue(_CODE, user_id=user_id, payload={"challenge": challenge})
                return CodeGiven(issued.secret, wish.next_page)
            outcome = self._login.advance(verified(user_id), origin, request=request)
            return Entered(outcome, wish.next_page)

        is_automatic = find_client(self._clients, claimed.provider).provider.is_automatic
        return self._admission.admit(
            claimed, origin, then, is_automatic=is_automatic, invitation=wish.invitation
        )

    def _prove_again(
        self,
        session: Session,
        provider: Provider,
        claimed: Claimed,
        wish: Wish,
        origin: Origin,
        *,
        left_at: datetime,
    ) -> Entered:
        """Authenticate a logged-in user again, keeping what was proven before.

        Another user's or an unknown account neither opens a session nor creates a user. Raises IdentityTaken,
        ProofTooOld.
        """
        is_proof = proves_again(
            claimed.auth_time,
            left_at,
            says_when=provider.says_when,
            has_other_way=self._has_other_way(session.user_id),
        )

        def prove(user_id: str) -> Entered:
            if user_id != session.user_id:
                raise IdentityTaken
            if not is_proof:
                raise ProofTooOld
            return Entered(LoggedIn(self._login.step_up(session, verified(user_id), origin)), wish.next_page)

        entered = self._admission.recognize(claimed, prove)
        if entered is None:
            raise IdentityTaken
        return entered

    def _find_session(self, wish: Wish) -> Session | None:
        """The session in which the user left, if it is alive."""
        return self._sessions.find_live(wish.session_id) if wish.session_id is not None else None

    def _connect(self, wish: Wish, claimed: Claimed, origin: Origin) -> Connected:
        session = self._find_session(wish)
        if session is None or session.user_id != wish.user_id:
            raise SessionEnded
        user_id = session.user_id
        if not self._login.in_batch(lambda: self._admission.connect(user_id, claimed, origin)):
            raise IdentityTaken
        return Connected(wish.next_page)

    def _hold_back(self, claimed: Claimed, wish: Wish) -> MustConnect:
        owner = self._admission.find_owner(claimed)
        return MustConnect(self._held_back.keep_for(owner, claimed, wish), wish.next_page)

    def _secret(self) -> str:
        return base64url(self._randomness.token(32))


def challenge_of(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636 section 4.2)."""
    return base64url(secret_digest(verifier))


def _refusal_of(returned: Returned) -> ProviderRefused | ProviderUnavailable:
    if returned.error in DOWN:
        return ProviderUnavailable(returned.error or "")
    # Only the standard's word for a user's refusal goes into the audit trail.
    is_denied = returned.error == "access_denied"
    return ProviderRefused("access_denied" if is_denied else "error")
