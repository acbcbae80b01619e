"""Fill in the skeletons of user names that were written without one, some hundred in a commit."""

from typing import Final

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from daemun.features.users.confusables import skeleton, tolerated_skeleton
from daemun.storage.sql.database.failures import unavailable_if_down
from daemun.storage.sql.schema import HAS_NO_SKELETON, users

_ROWS_IN_A_COMMIT: Final = 500
_ANY: Final = select(users.c.id).where(HAS_NO_SKELETON).limit(1)
# Processes that start together share the work: each takes rows that no other has.
_SOME: Final = (
    select(users.c.id, users.c.username_key)
    .where(HAS_NO_SKELETON)
    .order_by(users.c.id)
    .limit(_ROWS_IN_A_COMMIT)
    .with_for_update(skip_locked=True)
)
_TAKEN: Final = select(users.c.username_skeleton).where(
    users.c.username_skeleton.in_(bindparam("skeletons", expanding=True))
)
_FILL_IN: Final = (
    update(users).where(users.c.id == bindparam("of_id")).values(username_skeleton=bindparam("new_skeleton"))
)


def fill_in_skeletons(engine: Engine) -> None:
    """Leave no name without; of names that look alike already, each stays and one holds the skeleton."""
    with unavailable_if_down, engine.connect() as connection:
        begin = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN"
        # Most starts find nothing to do, and take no lock to see it.
        while connection.execute(_ANY).first() is not None:
            connection.exec_driver_sql(begin)
            try:
                is_done = _fill_in_some(connection) < _ROWS_IN_A_COMMIT
                connection.commit()
            except IntegrityError:
                # A name that looks the same was registered meanwhile: it is seen in the next round.
                connection.rollback()
                continue
            if is_done:
                return


def _fill_in_some(connection: Connection) -> int:
    rows = connection.execute(_SOME).all()
    skeletons = {row.id: skeleton(row.username_key) for row in rows}
    taken = set(connection.execute(_TAKEN, {"skeletons": list(skeletons.values())}).scalars())
    filled = []
    for row in rows:
        seen = skeletons[row.id]
        filled.append(
            {
                "of_id": row.id,
                "new_skeleton": tolerated_skeleton(row.username_key, row.id) if seen in taken else seen,
            }
        )
        taken.add(seen)
    if filled:
        # In one order everywhere, so that two processes do not wait for each other.
        connection.execute(_FILL_IN, sorted(filled, key=lambda each: each["new_skeleton"]))
    return len(rows)
