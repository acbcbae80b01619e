"""AccountDeletion: request, cancel and carry out deletions; export a user's data."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.account_deletion.settings import AccountDeletionSettings
from daemun.features.account_deletion.store import AccountDeletionStore, Rows, UserDataStore
from daemun.features.audit.events import AccountDeletionAsked, AccountDeletionCanceled, UserDataExported
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.mails.links import MailLinks
from daemun.features.mails.model import Draft, Order
from daemun.features.mails.service import Mails
from daemun.features.sessions.service import Sessions
from daemun.features.users.errors import UserNotFound
from daemun.features.users.service import Users
from daemun.origin import Origin

ASKED_MAIL: Final = "account_deletion_asked"
MAIL: Final = "account_deleted"
_AT_ONCE: Final = 100


class AccountDeletion:
    """Deletion of users' own accounts."""

    def __init__(
        self,
        store: AccountDeletionStore,
        data: UserDataStore,
        users: Users,
        sessions: Sessions,
        mails: Mails,
        links: MailLinks,
        settings: AccountDeletionSettings,
        batches: Batches,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._store = store
        self._data = data
        self._users = users
        self._sessions = sessions
        self._mails = mails
        self._links = links
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock

    def ask(self, user_id: str, origin: Origin) -> datetime:
        """Request a user's deletion: every session ends, and a mail says how to cancel it. Returns when it is
        due.

        Without a delay the user is erased before this returns. If interrupted, the next housekeeping carries
        it out. Raises UserNotFound.
        """
        now = self._clock.now()
        due_at = now + self._settings.delay

        def ask() -> None:
            if self._users.hold(user_id) is None:
                raise UserNotFound
            if self._store.ask(user_id, now=now, due_at=due_at):
                days = -(-self._settings.delay // timedelta(days=1))
                self._audit.record(AccountDeletionAsked(user_id=user_id, days=days), origin)
            self._sessions.revoke_all(user_id, reason="account_deletion", origin=origin)

        self._batches.in_batch(ask)
        if not self._settings.delay:
            self._carry_out(user_id)
        return self._store.find_due_at(user_id) or due_at

    def cancel(self, user_id: str, origin: Origin) -> bool:
        """Cancel a user's deletion; False when none is pending. Raises UserNotFound when it is too late."""

        def cancel() -> bool:
            is_canceled = self._store.cancel(user_id, now=self._clock.now())
            if is_canceled:
                self._audit.record(AccountDeletionCanceled(user_id=user_id), origin)
            elif self._store.find_due_at(user_id) is not None:
                raise UserNotFound
            return is_canceled

        return self._batches.in_batch(cancel)

    def due_at(self, user_id: str) -> datetime | None:
        """When this user will be erased; None: no deletion was requested."""
        return self._store.find_due_at(user_id)

    def carry_out_due(self) -> int:
        """Erase users whose deletion is due, at most a hundred; return how many. Several may run at once."""
        due = self._store.list_due(now=self._clock.now(), limit=_AT_ONCE)
        return sum(self._carry_out(user_id) for user_id in due)

    def export(self, user_id: str, origin: Origin) -> Mapping[str, Rows]:
        """Everything that is stored about a user, without secrets. Raises UserNotFound."""
        user = self._users.find(user_id)
        if user is None:
            raise UserNotFound
        self._audit.record(UserDataExported(user_id=user_id), origin)
        return self._data.read_all(user)

    def draft_asked(self, order: Order) -> Draft | None:
        """Write the mail about a pending deletion, with the link to cancel it."""
        user = self._users.find(order.user_id or "")
        if user is None or user.email is None or self._store.find_due_at(user.id) is None:
            return None
        facts = {**order.facts, "link": self._links.to_undelete()}
        return Draft(user.email, user.username or user.email, lambda: facts)

    @staticmethod
    def draft(order: Order) -> Draft:
        """Write the mail to a user whose record was erased."""
        return Draft(order.to or "", order.facts["name"], dict)

    def _carry_out(self, user_id: str) -> bool:
        # The application is notified first: its rows may need the user. If interrupted, it is notified again.
        self._users.announce_deletion(user_id, origin=SYSTEM)

        def erase() -> bool:
            if not self._store.take_due(user_id, now=self._clock.now()):
                return False
            user = self._users.hold(user_id)
            if user is not None and user.email is not None:
                name = user.username or user.email
                self._mails.order(MAIL, SYSTEM, to=user.email, facts={"name": name})
            return self._users.erase(user_id, origin=SYSTEM)

        return self._batches.in_batch(erase)
