"""Statements on grants of providers. One is due once its identity is gone; a revoked one is gone."""

from datetime import datetime

from sqlalchemy import bindparam, delete, func, literal_column, select, update

from daemun.features.social_login.model import Grant
from daemun.storage.sql.database.column_types import UtcDateTime
from daemun.storage.sql.database.database import Database
from daemun.storage.sql.database.records import column_values, read_record
from daemun.storage.sql.schema import provider_grants as grants

_IS_OF_ID = grants.c.id == bindparam("of_id")
_IS_APART = grants.c.identity_id.is_(None)
_IS_DUE = (_IS_APART, grants.c.next_try_at <= bindparam("now", type_=UtcDateTime))

_FIND = select(grants).where(_IS_OF_ID)
_FORGET = delete(grants).where(_IS_OF_ID)
_LONGEST_DUE = (
    select(grants.c.id)
    .where(*_IS_DUE)
    .order_by(grants.c.next_try_at, grants.c.id)
    .limit(literal_column("1"))
    # What others are claiming is theirs.
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(grants)
    .where(grants.c.id == _LONGEST_DUE.scalar_subquery(), *_IS_DUE)
    .values(next_try_at=bindparam("until", type_=UtcDateTime), tries=grants.c.tries + literal_column("1"))
    .returning(*grants.c)
)
_IS_STILL_CLAIMED = (_IS_OF_ID, grants.c.tries == bindparam("seen_tries"))
_PUT_OFF = update(grants).where(*_IS_STILL_CLAIMED).values(next_try_at=bindparam("until", type_=UtcDateTime))
_REMOVE = delete(grants).where(*_IS_STILL_CLAIMED)
_NEXT = select(func.min(grants.c.next_try_at)).where(_IS_APART)


class SqlGrantStore:
    """`GrantStore` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        put = database.insert(grants)
        self._keep = put.on_conflict_do_update(
            index_elements=[grants.c.id], set_={"sealed": put.excluded.sealed}
        )

    def keep(self, grant: Grant) -> None:
        self._database.write(self._keep, column_values(grant))

    def forget(self, identity_id: str) -> None:
        self._database.write(_FORGET, {"of_id": identity_id})

    def find(self, grant_id: str) -> Grant | None:
        return read_record(Grant, self._database.row(_FIND, {"of_id": grant_id}))

    def claim(self, *, now: datetime, until: datetime) -> Grant | None:
        claimed = self._database.write_returning(_CLAIM, {"now": now, "until": until})
        return read_record(Grant, next(iter(claimed), None))

    def put_off(self, claimed: Grant, *, until: datetime) -> bool:
        return self._database.write(_PUT_OFF, {**_seen(claimed), "until": until}) == 1

    def remove(self, claimed: Grant) -> bool:
        return self._database.write(_REMOVE, _seen(claimed)) == 1

    def next_try_at(self) -> datetime | None:
        row = self._database.row(_NEXT)
        return row[0] if row is not None else None


def _seen(claimed: Grant) -> dict[str, object]:
    return {"of_id": claimed.id, "seen_tries": claimed.tries}
