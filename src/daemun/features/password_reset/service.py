"""PasswordReset: request a mail, set a new password with its link or code."""

from datetime import timedelta
from typing import Final

from daemun.batch import Batches
from daemun.features.audit.events import PasswordReset as PasswordWasReset
from daemun.features.audit.events import PasswordResetRequested
from daemun.features.audit.service import Audit
from daemun.features.lockout.service import Lockout
from daemun.features.mails.links import MailLinks
from daemun.features.mails.model import Draft, Facts, Order
from daemun.features.mails.service import Mails
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.one_time_tokens.model import OneTimeToken, Purpose, spaced
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.passwords.model import StoredPassword
from daemun.features.passwords.service import Passwords
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.settings import Verification
from daemun.origin import Origin
from daemun.problem import Problem

MAIL: Final = "password_reset"
_LIFETIME: Final = timedelta(minutes=30)
PURPOSE: Final = Purpose("password_reset", lifetime=_LIFETIME)
_NOBODY: Final = "?"
"""The subject of codes for unknown addresses: no token has it."""


class PasswordReset:
    """For users who forgot their password."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        tokens: OneTimeTokens,
        mails: Mails,
        links: MailLinks,
        lockout: Lockout,
        batches: Batches,
        audit: Audit,
        *,
        mode: Verification,
    ) -> None:
        """mode: whether an address must be proven; if so, a link or code from its mailbox proves it."""
        self._users = users
        self._passwords = passwords
        self._tokens = tokens
        self._mails = mails
        self._links = links
        self._lockout = lockout
        self._batches = batches
        self._audit = audit
        self._mode = mode

    def request(self, identifier: str, origin: Origin) -> None:
        """Request a mail; the same work whether there is such a user or not, and nothing is changed.

        The user is looked up only after the response.
        """
        self._mails.request(MAIL, origin, facts={"identifier": identifier}, lifetime=_LIFETIME)

    def draft(self, order: Order) -> Draft | None:
        """Find out whether a mail is due."""
        user = self._users.find_by_identifier(order.facts["identifier"])
        if user is None or user.email is None or user.is_locked:
            return None

        def issue() -> Facts:
            version = _version(user, self._passwords.hold(user.id))
            issued = self._tokens.issue(PURPOSE, subject=user.id, user_id=user.id, version=version)
            self._audit.record(PasswordResetRequested(user_id=user.id), order.origin)
            return {"link": self._links.to("reset", issued.secret), "code": spaced(issued.code)}

        return Draft(user.email, user.username or user.email, issue, has_secret=True)

    def check_link(self, secret: str) -> None:
        """Raise OneTimeTokenRefused if a link's secret is no longer valid; nothing is spent."""
        self._tokens.find(secret, PURPOSE)

    def reset_by_link(self, secret: str, new_password: str, origin: Origin) -> None:
        """As `reset_by_code`, with a link's secret. Raises OneTimeTokenRefused instead of InvalidCode."""
        self._lockout.count_mailed_code(origin)
        self._reset(self._tokens.find(secret, PURPOSE), new_password, origin)

    def reset_by_code(self, identifier: str, code: str, new_password: str, origin: Origin) -> None:
        """Set a new password with a code: every session ends, and the count of wrong tries is reset.

        A refused password costs one try of the code and spends nothing.
        Raises InvalidCode, PasswordTooWeak, ValidationFailed, TooManyTries, Overloaded.
        """
        self._lockout.count_mailed_code(origin)
        user = self._users.find_by_identifier(identifier)
        subject = user.id if user is not None else _NOBODY
        self._reset(self._tokens.try_code(PURPOSE, subject, code), new_password, origin)

    def _reset(self, token: OneTimeToken, new_password: str, origin: Origin) -> None:
        user = self._users.find(token.user_id or "")
        if user is None or user.is_locked:
            raise _refusal(token)
        new_hash = self._passwords.hash_chosen(new_password, user)

        def reset() -> None:
            # Held: nobody can lock the user or change the password before this is written.
            held = self._users.hold(user.id)
            if held is None or held.is_locked:
                raise _refusal(token)
            seen = self._passwords.hold(user.id)
            self._tokens.spend(token, version=_version(held, seen))
            self._passwords.reset(user.id, seen, new_hash, origin)
            if self._mode is not Verification.OFF:
                self._users.prove_email(held)
            self._lockout.forgive(user.id)
            self._audit.record(PasswordWasReset(user_id=user.id), origin)

        self._batches.in_batch(reset)


def _version(user: User, stored: StoredPassword | None) -> str:
    # A mail to an address is worthless once the user has another address.
    return f"{stored.version if stored is not None else ''} {user.email_key or ''}"


def _refusal(token: OneTimeToken) -> Problem:
    return InvalidCode() if token.by_code else OneTimeTokenRefused()
