"""Notices: listens to events, and orders mails to the owners of accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from daemun.features.audit.events import (
    AccountDeletionAsked,
    Event,
    FactorAdded,
    FactorRemoved,
    InvitationAccepted,
    PasskeyCopySuspected,
    PasswordChanged,
    PasswordReset,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    RefreshTokenReused,
    UserLoggedIn,
)
from daemun.features.audit.provider_events import IdentityConnected, IdentityRemoved
from daemun.features.audit.store import AuditStore
from daemun.features.mails.model import Draft, Order
from daemun.features.mails.service import Mails
from daemun.features.notices.policy import is_familiar
from daemun.features.users.store import UserStore
from daemun.mail.settings import MailSettings
from daemun.origin import Origin

NEW_LOGIN: Final = "new_login"
FACTOR_REMOVED_FOR_YOU: Final = "factor_removed_for_you"
_REMEMBERED: Final = 100
"""How many of the latest logins are compared."""


@dataclass(frozen=True, slots=True)
class _Notice:
    mail: str
    """The name of its template."""
    facts: tuple[str, ...] = ()
    """Fields of the event that the mail mentions."""


_NOTICES: Final[Mapping[type[Event], _Notice]] = {
    AccountDeletionAsked: _Notice("account_deletion_asked", ("days",)),
    FactorAdded: _Notice("factor_added", ("kind",)),
    FactorRemoved: _Notice("factor_removed", ("kind",)),
    IdentityConnected: _Notice("identity_connected", ("provider",)),
    IdentityRemoved: _Notice("identity_removed", ("provider",)),
    InvitationAccepted: _Notice("invitation_used"),
    PasskeyCopySuspected: _Notice("passkey_refused"),
    PasswordChanged: _Notice("password_changed"),
    PasswordReset: _Notice("password_was_reset"),
    RecoveryCodesRenewed: _Notice("recovery_codes_renewed"),
    RecoveryCodeUsed: _Notice("recovery_code_used", ("left",)),
    RefreshTokenReused: _Notice("session_stopped"),
}


class Notices:
    """Mails about what happened to an account."""

    def __init__(self, mails: Mails, users: UserStore, audit: AuditStore, settings: MailSettings) -> None:
        self._mails = mails
        self._users = users
        self._audit = audit
        self._settings = settings

    def on_event(self, event: Event, origin: Origin) -> None:
        """Order a notice if the event calls for one, in the batch that records the event."""
        if not self._settings.notices or event.user_id is None:
            return
        match event:
            case FactorRemoved(user_id=user_id, kind=kind, reason=reason) if reason:
                facts = {"kind": kind, "reason": reason}
                self._mails.order(FACTOR_REMOVED_FOR_YOU, origin, user_id=user_id, facts=facts)
            case UserLoggedIn(known_device=False, user_id=user_id, session_id=session_id):
                self._mails.order(NEW_LOGIN, origin, user_id=user_id, facts={"session": session_id or ""})
            case IdentityConnected(at_registration=True):
                pass
            case _ if type(event) in _NOTICES:
                notice = _NOTICES[type(event)]
                facts = {fact: str(getattr(event, fact)) for fact in notice.facts}
                self._mails.order(notice.mail, origin, user_id=event.user_id, facts=facts)
            case _:
                pass

    def draft_new_login(self, order: Order) -> Draft | None:
        """Draft a mail if the login's device is unknown; runs after the response."""
        user = self._users.find(order.user_id) if order.user_id is not None else None
        if user is None or user.email is None:
            return None
        logins = self._audit.list_latest(user.id, name=UserLoggedIn.name, limit=_REMEMBERED)
        earlier = (each.origin for each in logins if each.session_id != order.facts["session"])
        if is_familiar(order.origin, earlier):
            return None
        return Draft(user.email, user.username or user.email, dict)
