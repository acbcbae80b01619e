"""Copying all data from one database to another, with a comparison row by row at the end."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from daemun.storage.store import Row, Store, Tables

_ROWS_IN_A_COMMIT: Final = 500
_DIGESTS: Final = 2**256


class CopyRefused(Exception):
    """The copy cannot start or continue; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """The compared contents of a table in both databases."""

    name: str
    rows: int
    copied: int
    is_equal: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """The progress of a copy."""

    table: str
    rows: int
    """Of this table, so far."""


def copy_everything(source: Store, target: Store) -> Iterator[Moment]:
    """Copy row by row, some hundred per commit; if stopped at any moment, the next call continues from there.

    Nobody may write to either database meanwhile. Raises CopyRefused, above all for a target that is not
    empty.
    """
    _require_same_version(source)
    target.schema.upgrade()
    installation = _installation(source)
    done = _begin(target.tables, installation)
    for name in source.tables.names():
        rows, place = done.get(name, (0, None))
        while some := source.tables.read(name, after=place, limit=_ROWS_IN_A_COMMIT):
            rows += len(some)
            place = source.tables.place(name, some[-1])
            done[name] = (rows, place)
            state = _write_state(installation, done)

            def add(name: str = name, some: Sequence[Row] = some, state: str = state) -> None:
                target.tables.add(name, some)
                target.tables.note_copy(state)

            target.batches.in_batch(add)
            yield Moment(name, rows)


def compare(source: Store, target: Store) -> Iterator[Table]:
    """Read both databases completely, and compare the number and digest of the rows of each table."""
    for name in source.tables.names():
        (rows, digest), (copied, copied_digest) = (_digest(each.tables, name) for each in (source, target))
        yield Table(name, rows, copied, (rows, digest) == (copied, copied_digest))


def finish(target: Store) -> None:
    """Forget that a copy into the target was in progress."""
    target.tables.end_copy()


def _require_same_version(source: Store) -> None:
    found, needed = source.schema.find(), source.schema.needed
    if found is None:
        raise CopyRefused("there is nothing in the database to copy from: look at its address")
    if found != needed:
        remedy = "run `daemun db upgrade` there first" if found < needed else "use the program that made them"
        raise CopyRefused(f"the tables to copy from are at version {found}, not {needed}: {remedy}")


def _installation(source: Store) -> str:
    """Identify the installation by its first signing key, whose record is never deleted."""
    keys = source.signing_keys.list_keys()
    return keys[0].id if keys else ""


def _begin(tables: Tables, installation: str) -> dict[str, tuple[int, Sequence[object] | None]]:
    state = tables.find_copy()
    if state is None:
        if any(tables.read(name, after=None, limit=1) for name in tables.names()):
            raise CopyRefused("the database to copy to is not empty: name an empty one, or empty it yourself")
        return {}
    found = json.loads(state)
    if found["installation"] != installation:
        raise CopyRefused("the database to copy to holds a half-done copy of another one: empty it yourself")
    return {
        name: (rows, [_read_key(value) for value in place]) for name, (rows, place) in found["done"].items()
    }


def _write_state(installation: str, done: Mapping[str, tuple[int, Sequence[object] | None]]) -> str:
    places = {name: [rows, [_plain(value) for value in place or ()]] for name, (rows, place) in done.items()}
    return json.dumps({"installation": installation, "done": places})


def _digest(tables: Tables, name: str) -> tuple[int, int]:
    """The number of rows and the sum of their digests, independent of their order."""
    count = total = 0
    place = None
    while some := tables.read(name, after=place, limit=_ROWS_IN_A_COMMIT):
        place = tables.place(name, some[-1])
        count += len(some)
        for row in some:
            text = json.dumps({key: _plain(value) for key, value in row.items()}, sort_keys=True)
            total += int.from_bytes(sha256(text.encode()).digest())
    return count, total % _DIGESTS


def _plain(value: object) -> object:
    match value:
        case bytes():
            return {"bytes": value.hex()}
        case datetime():
            return value.isoformat(timespec="milliseconds")
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case _:
            return value


def _read_key(value: object) -> object:
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value
