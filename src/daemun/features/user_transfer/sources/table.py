"""A table of users of another product: which column is what."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from daemun.features.user_transfer.model import LeftBehind, Row
from daemun.features.user_transfer.role_names import read_role_names
from daemun.features.user_transfer.sources.names import names, without_nulls

_FALSE = frozenset({"0", "f", "false", "no"})


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
            *(self.id + self.username + self.email + self.email_verified + self.created_at + self.locked),
            *(self.locked_until + self.roles + self.password_hash),
            *self.left_behind,
        }
        return Row(
            number,
            {
                "id": _text(self._first(given, self.id)),
                **names(_text(self._first(given, self.username)), _text(self._first(given, self.email))),
                "email_verified": self._first(given, self.email_verified) or False,
                "created_at": self._first(given, self.created_at),
                "locked": next((given[name] for name in self.locked if _is_set(given, name)), False),
                "locked_until": self._first(given, self.locked_until),
                "roles": self._roles(given),
                "password_hash": _text(self._first(given, self.password_hash)),
            },
            {name: _value(value) for name, value in given.items() if name not in used},
            tuple(
                LeftBehind(kind, {name: given[name]})
                for name, kind in self.left_behind.items()
                if _is_set(given, name)
            ),
        )

    def _roles(self, given: Mapping[str, object]) -> object:
        roles = self._first(given, self.roles)
        return self.read_roles(str(roles)) if isinstance(roles, str | int) else roles or ()

    def _first(self, given: Mapping[str, object], columns: tuple[str, ...]) -> object:
        return next((given[name] for name in columns if name in given), None)


def _is_set(given: Mapping[str, object], name: str) -> bool:
    return str(given.get(name, "0")).casefold() not in _FALSE


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
