"""UserExport: everybody, in the form that an import reads."""

from collections.abc import Iterator
from typing import Final

from daemun.features.audit.events import UsersExported
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.user_transfer.record import written_record
from daemun.features.user_transfer.store import UserTransferStore
from daemun.origin import Origin

_PAGE: Final = 500


class UserExport:
    """Gives every user out, password hashes included."""

    def __init__(self, store: UserTransferStore, audit: Audit) -> None:
        self._store = store
        self._audit = audit

    def run(self, *, origin: Origin = SYSTEM) -> Iterator[dict[str, object]]:
        """Every user in our own form, in the order of ids; recorded before the first one is given.

        A page at a time: who comes or goes meanwhile may be in it or not.
        """
        self._audit.record(UsersExported(), origin)
        after_id = ""
        while page := self._store.list_page(after_id=after_id, limit=_PAGE):
            for whole in page:
                yield written_record(whole.user, whole.password, whole.roles)
            after_id = page[-1].user.id
