"""What a block asks of a database: statements and commits of the calling thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident

from sqlalchemy import Connection, Engine, event

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Cost:
    statements: int = 0
    commits: int = 0
    in_batch: bool = False


@contextmanager
def database_cost() -> Iterator[Cost]:
    """Count what this thread does with the database, and not the feed of revocations beside it."""
    counted, thread = Cost(), get_ident()

    def on_statement(_: Connection, __: object, statement: str, *___: object) -> None:
        if get_ident() != thread:
            return
        if statement.startswith("BEGIN"):
            counted.in_batch = True
            return
        counted.statements += 1
        # Outside of a batch each statement commits itself.
        counted.commits += statement.startswith(_WRITES) and not counted.in_batch

    def on_commit(_: Connection) -> None:
        if get_ident() == thread:
            counted.commits += 1
            counted.in_batch = False

    event.listen(Engine, "before_cursor_execute", on_statement)
    event.listen(Engine, "commit", on_commit)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", on_statement)
        event.remove(Engine, "commit", on_commit)
