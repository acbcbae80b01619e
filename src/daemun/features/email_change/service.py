"""EmailChange: request another address, prove it, restore the old one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from daemun.batch import Batches
from daemun.features.audit.events import EmailChanged, EmailChangeRequested, EmailRestored
from daemun.features.audit.service import Audit
from daemun.features.email_change.errors import RestorationOver
from daemun.features.lockout.service import Lockout
from daemun.features.mails.links import MailLinks
from daemun.features.mails.model import Draft, Order
from daemun.features.mails.service import Mails
from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.one_time_tokens.model import OneTimeToken, Purpose, spaced
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.passwords.service import Passwords
from daemun.features.sessions.service import Sessions
from daemun.features.users.errors import EmailTaken, UserNotFound
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.origin import Origin

CONFIRM: Final = "confirm_new_address"
CHANGED: Final = "email_changed"
RESTORED: Final = "email_restored"
_CHANGE: Final = Purpose("email_change", lifetime=timedelta(minutes=30))
RESTORE: Final = Purpose("email_restore", lifetime=timedelta(hours=72))


@contextmanager
def _without_another() -> Iterator[None]:
    """Raise RestorationOver instead of OneTimeTokenRefused: nobody can request another link."""
    try:
        yield
    except OneTimeTokenRefused:
        raise RestorationOver from None


class EmailChange:
    """Changes a user's address, and restores the old one."""

    def __init__(
        self,
        users: Users,
        passwords: Passwords,
        sessions: Sessions,
        tokens: OneTimeTokens,
        mails: Mails,
        links: MailLinks,
        lockout: Lockout,
        batches: Batches,
        audit: Audit,
    ) -> None:
        self._users = users
        self._passwords = passwords
        self._sessions = sessions
        self._tokens = tokens
        self._mails = mails
        self._links = links
        self._lockout = lockout
        self._batches = batches
        self._audit = audit

    def request(self, user_id: str, email: str, origin: Origin) -> None:
        """Send a code to another address, even if it belongs to somebody; nothing else changes.

        This replaces an earlier request; changing the password invalidates it.
        Raises ValidationFailed for an invalid address, UserNotFound.
        """
        address = self._users.read_email(email)

        def request() -> None:
            if self._users.hold(user_id) is None:
                raise UserNotFound
            issued = self._tokens.issue(
                _CHANGE,
                subject=user_id,
                user_id=user_id,
                version=self._version(user_id),
                payload={"email": address.display, "email_key": address.canonical},
            )
            self._audit.record(EmailChangeRequested(user_id=user_id), origin)
            facts = {"link": "", "code": spaced(issued.code)}
            lifetime = _CHANGE.code_lifetime
            self._mails.order(
                CONFIRM, origin, user_id=user_id, to=address.display, facts=facts, lifetime=lifetime
            )

        self._batches.in_batch(request)

    def confirm(self, user_id: str, code: str, origin: Origin, *, session_id: str | None) -> None:
        """Change the address, with the code from the new one. Every other session ends, and the old address
        is notified.

        Raises InvalidCode, EmailTaken, TooManyTries.
        """
        self._lockout.count_mailed_code(origin)
        token = self._tokens.try_code(_CHANGE, user_id, code)

        def change() -> None:
            user = self._users.hold(user_id)
            if user is None or user.is_locked:
                raise InvalidCode
            self._tokens.spend(token, version=self._version(user_id))
            self._set(user, token)
            self._sessions.revoke_all(user_id, reason="email_changed", origin=origin, except_id=session_id)
            self._audit.record(EmailChanged(user_id=user_id, session_id=session_id), origin)
            self._report_to_old_address(user, origin)

        self._batches.in_batch(change)

    @_without_another()
    def check_link(self, secret: str) -> None:
        """Raise RestorationOver for an expired secret; nothing is spent."""
        self._tokens.find(secret, RESTORE)

    @_without_another()
    def restore(self, secret: str, origin: Origin) -> None:
        """Restore the old address, with the secret from its mail. Every session ends, and the password stops
        working: only a mail to the old address can set a new one. Later addresses cannot undo this; the one
        that is replaced is notified.

        Raises RestorationOver, EmailTaken, TooManyTries, Overloaded.
        """
        self._lockout.count_mailed_code(origin)
        token = self._tokens.find(secret, RESTORE)
        user = self._users.find(token.user_id or "")
        if user is None or user.is_locked:
            raise OneTimeTokenRefused
        unknown_to_all = self._passwords.hash_chosen(self._passwords.generate(), user)

        def restore() -> None:
            held = self._users.hold(user.id)
            if held is None or held.is_locked:
                raise OneTimeTokenRefused
            self._tokens.spend(token)
            self._set(held, token)
            # Earlier links stay: otherwise a thief could remove the owner's by restoring a later address.
            self._tokens.withdraw_all(RESTORE, held.id, since=token)
            self._void(held, token.payload["email_key"], unknown_to_all, origin)

        self._batches.in_batch(restore)

    def restore_by_operator(self, user: User, email: str, origin: Origin) -> None:
        """As `restore`, with an address that an administrator has verified.

        Raises ValidationFailed, EmailTaken, Overloaded.
        """
        address = self._users.read_email(email)
        unknown_to_all = self._passwords.hash_chosen(self._passwords.generate(), user)

        def restore() -> None:
            if not self._users.set_proven_email(user, address.display, address.canonical):
                raise EmailTaken
            self._tokens.withdraw_all(RESTORE, user.id)
            self._void(user, address.canonical, unknown_to_all, origin)

        self._batches.in_batch(restore)

    @staticmethod
    def draft(order: Order) -> Draft:
        """Write the mail to an address that no longer belongs to the user."""
        facts = {name: text for name, text in order.facts.items() if name != "name"}
        return Draft(order.to or "", order.facts["name"], lambda: facts)

    def _report_to_old_address(self, user: User, origin: Origin) -> None:
        """Mail a link to restore the old address, if it was proven; otherwise it may be somebody else's."""
        if user.email is None or user.email_key is None or user.email_verified_at is None:
            return
        issued = self._tokens.issue(
            RESTORE, user_id=user.id, payload={"email": user.email, "email_key": user.email_key}
        )
        facts = {"name": user.username or user.email, "link": self._links.to("restore", issued.secret)}
        self._mails.order(
            CHANGED, origin, user_id=user.id, to=user.email, facts=facts, lifetime=RESTORE.lifetime
        )

    def _set(self, user: User, token: OneTimeToken) -> None:
        email, email_key = str(token.payload["email"]), str(token.payload["email_key"])
        if not self._users.set_proven_email(user, email, email_key):
            raise EmailTaken

    def _void(self, user: User, restored_key: object, unknown_to_all: str, origin: Origin) -> None:
        self._passwords.reset(user.id, self._passwords.hold(user.id), unknown_to_all, origin)
        self._tokens.withdraw(_CHANGE, user.id)
        self._audit.record(EmailRestored(user_id=user.id), origin)
        if user.email is not None and user.has_proven_other(restored_key):
            facts = {"name": user.username or user.email}
            self._mails.order(RESTORED, origin, user_id=user.id, to=user.email, facts=facts)

    def _version(self, user_id: str) -> str:
        stored = self._passwords.hold(user_id)
        return stored.version if stored is not None else ""
