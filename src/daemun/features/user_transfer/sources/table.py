"""A table of users of another product: which column is what."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from daemun.features.user_transfer.model import LeftBehind, Row
from daemun.features.user_transfer.record import FLAGS
from daemun.features.user_transfer.role_names import read_role_names
from daemun.features.user_transfer.sources.names import names, without_nulls

LOCKED: Final = (
    *("locked_at", "deleted_at", "discarded_at", "banned_at", "blocked_at"),
    *("suspended_at", "disabled_at", "deactivated_at"),
    *("locked", "deleted", "discarded", "banned", "blocked", "suspended", "disabled", "deactivated"),
    *("is_locked", "is_deleted", "is_banned", "is_blocked", "is_suspended", "is_disabled"),
)
"""How people call the column that keeps somebody out: true, or since when."""
_ACTIVE: Final = ("active", "is_active", "enabled", "is_enabled")
_STATES: Final = ("status", "state", "user_status", "account_status")
"""What only the other product understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The columns of a table, in small letters. Of several names the first that a row has counts."""

    id: tuple[str, ...] = ("id",)
    username: tuple[str, ...] = ("username",)
    email: tuple[str, ...] = ("email",)
    email_verified: tuple[str, ...] = ()
    created_at: tuple[str, ...] = ("created_at",)
    locked: tuple[str, ...] = ()
    locked_until: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("roles", "role")
    read_roles: Callable[[str], tuple[str, ...]] = read_role_names
    password_hash: tuple[str, ...] = ("password",)
    left_behind: Mapping[str, str] = field(default_factory=dict)
    """Columns of what does not come along, and what a report calls it."""

    def read(self, number: int, members: Mapping[str, object]) -> Row:
        """A line, as CSV or JSON has it; what is no column of ours is offered to the profile."""
        given = {name.casefold(): value for name, value in without_nulls(members).items()}
        used = {
            *_ACTIVE,
            *(self.id + self.username + self.email + self.email_verified + self.created_at + self.locked),
            *(self.locked_until + self.roles + self.password_hash),
            *self.left_behind,
        }
        unread = {name: name for name in _STATES if name not in used}
        return Row(
            number,
            {
                "id": _text(self._first(given, self.id)),
                **names(_text(self._first(given, self.username)), _text(self._first(given, self.email))),
                "email_verified": self._first(given, self.email_verified) or False,
                "created_at": self._first(given, self.created_at),
                "locked": self._locked(given),
                "locked_until": self._first(given, self.locked_until),
                "roles": self._roles(given),
                "password_hash": _text(self._first(given, self.password_hash)),
            },
            {name: _value(value) for name, value in given.items() if name not in used},
            tuple(
                LeftBehind(kind, {name: given[name]})
                for name, kind in (*self.left_behind.items(), *unread.items())
                if _is_set(given, name)
            ),
        )

    def _locked(self, given: Mapping[str, object]) -> object:
        since = next((given[name] for name in self.locked if _is_set(given, name)), None)
        active = next((given[name] for name in _ACTIVE if name in given), True)
        is_active = _flag(active)
        # What is neither yes nor no is refused as such.
        return since or (active if is_active is None else not is_active)

    def _roles(self, given: Mapping[str, object]) -> object:
        roles = self._first(given, self.roles)
        return self.read_roles(str(roles)) if isinstance(roles, str | int) else roles or ()

    def _first(self, given: Mapping[str, object], columns: tuple[str, ...]) -> object:
        return next((given[name] for name in columns if name in given), None)


def _is_set(given: Mapping[str, object], name: str) -> bool:
    return _flag(given.get(name, False)) is not False


def _flag(value: object) -> bool | None:
    return FLAGS.get(str(value).strip().casefold())


def _text(value: object) -> str | None:
    """Numbers are texts: ids of databases, and names of people who have a number."""
    return None if value is None else str(value)


def _value(value: object) -> object:
    """What CSV writes of JSON is JSON again."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            read: object = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return read
    return value
