"""EmailVerification: a link or code from its mailbox proves that an address belongs to a user."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from daemun.batch import Batches
from daemun.features.audit.events import EmailVerified
from daemun.features.audit.service import Audit
from daemun.features.lockout.service import Lockout
from daemun.features.mails.links import MailLinks
from daemun.features.mails.model import Draft, Facts, Order
from daemun.features.mails.service import Mails
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.one_time_tokens.model import Issued, OneTimeToken, Purpose, spaced
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.sessions.service import Sessions
from daemun.features.users.errors import EmailTaken
from daemun.features.users.service import Users
from daemun.origin import Origin

ADDRESS_MAIL: Final = "confirm_address"
REGISTRATION_MAIL: Final = "confirm_registration"
RESEND: Final = "resend_confirmation"
LIFETIME: Final = timedelta(hours=24)
PURPOSE: Final = Purpose("email_verification", lifetime=LIFETIME)
_TAKEN: Final = "address_taken"

FinishRegistration = Callable[[str, Origin], None]
"""Creates the user whose registration waits for this secret. Raises OneTimeTokenRefused."""


class EmailVerification:
    """Proves addresses by mail."""

    def __init__(
        self,
        users: Users,
        tokens: OneTimeTokens,
        mails: Mails,
        links: MailLinks,
        lockout: Lockout,
        sessions: Sessions,
        batches: Batches,
        audit: Audit,
    ) -> None:
        self._users = users
        self._tokens = tokens
        self._mails = mails
        self._links = links
        self._lockout = lockout
        self._sessions = sessions
        self._batches = batches
        self._audit = audit

    def begin(self, user_id: str, email: str, email_key: str, origin: Origin) -> None:
        """Send a mail to an address that a user gave, in the caller's batch. Nothing else changes."""
        issued = self._tokens.issue(
            PURPOSE, subject=user_id, user_id=user_id, payload={"email": email, "email_key": email_key}
        )
        self.order(ADDRESS_MAIL, issued, email, email_key, origin, user_id=user_id)

    def order(
        self, name: str, issued: Issued, email: str, email_key: str, origin: Origin, *, user_id: str | None
    ) -> None:
        """Order a mail with a new secret to an address that is not proven, in the caller's batch."""
        facts = {
            "email_key": email_key,
            "link": self._links.to("verify", issued.secret),
            "code": spaced(issued.code),
        }
        self._mails.order(name, origin, user_id=user_id, to=email, facts=facts, lifetime=LIFETIME)

    def draft(self, order: Order) -> Draft | None:
        """Write to the address. If it belongs to another user, tell that user instead, without a secret."""
        owner = self._users.find_by_email(order.to or "")
        if owner is None or owner.id == order.user_id or not self._users.owns_email(owner):
            facts = {name: order.facts[name] for name in ("link", "code")}
            return Draft(order.to or "", None, lambda: facts, has_secret=True)
        # Not the address as typed: that may be another mailbox.
        address = owner.email or ""
        return Draft(address, owner.username or address, dict, template=_TAKEN, has_secret=True)

    def check_link(self, secret: str) -> None:
        """Raise OneTimeTokenRefused if a link's secret is no longer valid; nothing is spent."""
        self._tokens.find(secret, PURPOSE)

    def verify(
        self, secret: str, origin: Origin, *, session_id: str | None, finish: FinishRegistration
    ) -> None:
        """Prove an address, or finish a registration, with the secret of a link.

        Every session ends but the one that verifies: somebody else may have opened them.
        Raises OneTimeTokenRefused, EmailTaken, TooManyTries.
        """
        self._lockout.count_mailed_code(origin)
        try:
            token = self._tokens.find(secret, PURPOSE)
        except OneTimeTokenRefused:
            finish(secret, origin)
            return
        self._batches.in_batch(lambda: self._prove(token, origin, session_id=session_id))

    def verify_by_code(self, user_id: str, code: str, origin: Origin, *, session_id: str) -> None:
        """As `verify`, with the code of a mail, in a session of the user whose address it proves.

        Raises InvalidCode, EmailTaken, TooManyTries.
        """
        self._lockout.count_mailed_code(origin)
        token = self._tokens.try_code(PURPOSE, user_id, code)
        self._batches.in_batch(lambda: self._prove(token, origin, session_id=session_id))

    def resend(self, email: str, origin: Origin) -> None:
        """Request another mail to an unproven address; the same work if it belongs to nobody."""
        self._mails.request(RESEND, origin, facts={"email": email}, lifetime=timedelta(minutes=30))

    def draft_resent(self, order: Order) -> Draft | None:
        """Find out whether a mail is due."""
        user = self._users.find_by_email(order.facts["email"])
        if user is None or user.email is None or user.email_key is None:
            return None
        if user.email_verified_at is not None or user.is_locked:
            return None
        user_id, payload = user.id, {"email": user.email, "email_key": user.email_key}

        def issue() -> Facts:
            issued = self._tokens.issue(PURPOSE, subject=user_id, user_id=user_id, payload=payload)
            return {"link": self._links.to("verify", issued.secret), "code": spaced(issued.code)}

        return Draft(user.email, None, issue, template=ADDRESS_MAIL, has_secret=True)

    def _prove(self, token: OneTimeToken, origin: Origin, *, session_id: str | None) -> None:
        user = self._users.hold(token.user_id or "")
        email, email_key = str(token.payload["email"]), str(token.payload["email_key"])
        # A user who has proven another address meanwhile, such as after a typing error, keeps that one.
        if user is None or user.is_locked or user.has_proven_other(email_key):
            raise InvalidCode if token.by_code else OneTimeTokenRefused
        self._tokens.spend(token)
        if not self._users.set_proven_email(user, email, email_key):
            raise EmailTaken
        self._sessions.revoke_all(user.id, reason="email_verified", origin=origin, except_id=session_id)
        self._audit.record(EmailVerified(user_id=user.id, session_id=session_id), origin)
