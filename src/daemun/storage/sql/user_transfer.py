"""Statements on many users at once."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, or_, select

from daemun.features.passwords.model import StoredPassword
from daemun.features.user_transfer.store import WholeUser
from daemun.features.users.model import User
from daemun.storage.seen_rows import SqliteSeenRows
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_records
from daemun.storage.sql.database.replica import Replica
from daemun.storage.sql.schema import passwords, roles, users

_LIKE = select(users).where(
    or_(
        users.c.id.in_(bindparam("ids", expanding=True)),
        users.c.username_key.in_(bindparam("username_keys", expanding=True)),
        users.c.email_key.in_(bindparam("email_keys", expanding=True)),
        users.c.username_skeleton.in_(bindparam("skeletons", expanding=True)),
    )
)
_PAGE = select(users).where(users.c.id > bindparam("after_id")).order_by(users.c.id).limit(bindparam("limit"))
_PASSWORDS = select(passwords).where(passwords.c.user_id.in_(bindparam("ids", expanding=True)))
_ROLES = (
    select(roles.c.user_id, roles.c.role)
    .where(roles.c.user_id.in_(bindparam("ids", expanding=True)), roles.c.revoked_at.is_(None))
    .order_by(roles.c.user_id, roles.c.role)
)
_ADD_PASSWORDS = insert(passwords)
_ADD_ROLES = insert(roles)


class SqlUserTransferStore:
    """`UserTransferStore` in SQL."""

    def __init__(self, database: Database, replica: Replica) -> None:
        self._database = database
        self._replica = replica
        self._add_users = database.insert(users).on_conflict_do_nothing().returning(users.c.id)

    def find_like(self, users: Sequence[User]) -> Sequence[User]:
        values = {
            "ids": [user.id for user in users],
            "username_keys": [user.username_key for user in users if user.username_key is not None],
            "email_keys": [user.email_key for user in users if user.email_key is not None],
            "skeletons": [user.username_skeleton for user in users if user.username_skeleton is not None],
        }
        return read_records(User, self._database.rows(_LIKE, values))

    def add_all(self, users: Sequence[WholeUser]) -> frozenset[str]:
        if not users:
            return frozenset()
        return self._database.together(lambda: self._add_all(users))

    def _add_all(self, users: Sequence[WholeUser]) -> frozenset[str]:
        rows = self._database.write_returning(self._add_users, [column_values(whole.user) for whole in users])
        added = frozenset(row.id for row in rows)
        new = [whole for whole in users if whole.user.id in added]
        if hashes := [column_values(whole.password) for whole in new if whole.password is not None]:
            self._database.write(_ADD_PASSWORDS, hashes)
        if held := [
            {"user_id": whole.user.id, "role": role, "granted_at": whole.user.updated_at}
            for whole in new
            for role in whole.roles
        ]:
            self._database.write(_ADD_ROLES, held)
        return added

    def open_seen_rows(self) -> SqliteSeenRows:
        return SqliteSeenRows()

    def list_page(self, *, after_id: str, limit: int) -> Sequence[WholeUser]:
        page = read_records(User, self._replica.rows(_PAGE, {"after_id": after_id, "limit": limit}))
        ids = {"ids": [user.id for user in page]}
        hashes = {
            password.user_id: password
            for password in read_records(StoredPassword, self._replica.rows(_PASSWORDS, ids))
        }
        held: dict[str, list[str]] = {}
        for row in self._replica.rows(_ROLES, ids):
            held.setdefault(row.user_id, []).append(row.role)
        return [WholeUser(user, hashes.get(user.id), tuple(held.get(user.id, ()))) for user in page]
