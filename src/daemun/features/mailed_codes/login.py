"""MailedCodeLogin: request a code by mail, log in with it."""

import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from daemun.features.audit.events import LoginCodeRequested, LoginFailed
from daemun.features.audit.service import Audit
from daemun.features.lockout.service import Lockout
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.mails.model import Draft, Facts, Order
from daemun.features.mails.service import Mails
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.one_time_tokens.model import OneTimeToken, Purpose, spaced
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.settings import Verification
from daemun.origin import Origin
from daemun.randomness import Randomness, base64url, secret_digest

MAIL: Final = "login_code"
AMR: Final = ("email",)
"""RFC 8176 has no value for mail; this one is common."""
_LIFETIME: Final = timedelta(minutes=10)
_PURPOSE: Final = Purpose("login_code", lifetime=_LIFETIME, code_lifetime=_LIFETIME)
_NOBODY: Final = "?"
"""The subject of codes for unknown addresses: no token has it."""


@dataclass(frozen=True, slots=True)
class AskedForCode:
    """What the requesting browser keeps. The code is worthless without it."""

    secret: str = field(repr=False)
    expires_in: timedelta


class MailedCodeLogin:
    """A first factor for users with a mailbox. It proves no kind of factor."""

    def __init__(
        self,
        users: Users,
        tokens: OneTimeTokens,
        mails: Mails,
        lockout: Lockout,
        login: Login,
        audit: Audit,
        randomness: Randomness,
        *,
        mode: Verification,
    ) -> None:
        """mode: whether an address must be proven; if so, a code from its mailbox proves it."""
        self._users = users
        self._tokens = tokens
        self._mails = mails
        self._lockout = lockout
        self._login = login
        self._audit = audit
        self._randomness = randomness
        self._mode = mode

    def request(self, email: str, origin: Origin) -> AskedForCode:
        """Request a code; the same work whether there is such a user or not, and nothing is changed.

        The user is looked up only after the response.
        """
        secret = base64url(self._randomness.token(32))
        facts = {"email": email, "browser": secret_digest(secret).hex()}
        self._mails.request(MAIL, origin, facts=facts, lifetime=_LIFETIME)
        return AskedForCode(secret, _LIFETIME)

    def draft(self, order: Order) -> Draft | None:
        """Find out whether a mail is due."""
        user = self._users.find_by_email(order.facts["email"])
        if user is None or user.email is None or user.is_locked:
            return None
        user_id, version = user.id, _version(user)

        def issue() -> Facts:
            issued = self._tokens.issue(
                _PURPOSE,
                subject=user_id,
                user_id=user_id,
                version=version,
                payload={"browser": order.facts["browser"]},
            )
            self._audit.record(LoginCodeRequested(user_id=user_id), order.origin)
            return {"code": spaced(issued.code)}

        return Draft(user.email, user.username or user.email, issue, has_secret=True)

    def log_in(
        self,
        email: str,
        code: str,
        secret: str,
        origin: Origin,
        *,
        request: LoginRequest = LoginRequest(),  # noqa: B008 - frozen
    ) -> LoggedIn | FactorRequired:
        """Log in with a code and the secret that `request` gave to the requesting browser.

        One commit spends the code and opens the session. If interrupted before it, the code still works.
        Raises InvalidCode for every reason alike, TooManyTries.
        """
        self._lockout.count_mailed_code(origin)
        user = self._users.find_by_email(email)
        try:
            token = self._tokens.try_code(_PURPOSE, user.id if user is not None else _NOBODY, code)
            # The try is counted first: with the code, but not the browser, nobody gets more tries.
            if not hmac.compare_digest(str(token.payload["browser"]), secret_digest(secret).hex()):
                raise InvalidCode
            return self._login.in_batch(lambda: self._advance(token, origin, request))
        except (InvalidCode, InvalidCredentials):
            self._audit.record(LoginFailed(user_id=_id_of(user), factor="email", reason="wrong_code"), origin)
            raise InvalidCode from None

    def _advance(
        self, token: OneTimeToken, origin: Origin, request: LoginRequest
    ) -> LoggedIn | FactorRequired:
        # Held: nobody can lock the user or change the address before this is written.
        user = self._users.hold(token.user_id or "")
        if user is None or user.is_locked:
            raise InvalidCode
        self._tokens.spend(token, version=_version(user))
        if self._mode is not Verification.OFF:
            self._users.prove_email(user)
        factor = VerifiedFactor(user.id, AMR, frozenset())
        return self._login.advance(factor, origin, request=request)


def _version(user: User) -> str:
    # A code sent to an address is worthless once the user has another address.
    return user.email_key or ""


def _id_of(user: User | None) -> str | None:
    return user.id if user is not None else None
