"""Whether an older copy of the database was restored."""

from collections.abc import Iterator
from datetime import timedelta

from daemun.doctor.finding import Finding, Level
from daemun.event_mark import EventMark
from daemun.features.audit.store import AuditStore

_COMMITTED_LATER = timedelta(seconds=10)
"""An event has the time of its cause; the mark is written after the commit."""


def examine_restoration(audit: AuditStore, mark: EventMark) -> Iterator[Finding]:
    """Compare the newest event with the mark in the instance folder. No finding without a mark."""
    seen = mark.read()
    if seen is None:
        return
    newest = audit.find_newest()
    if newest is not None and seen - newest.at <= _COMMITTED_LATER:
        yield Finding("store.restored", Level.OK, "the database knows the newest event")
        return
    known = "none" if newest is None else f"none after {newest.at:%Y-%m-%d %H:%M:%S}Z"
    yield Finding(
        "store.restored",
        Level.WARNING,
        f"events were recorded here until {seen:%Y-%m-%d %H:%M:%S}Z, but the database has {known}:"
        " an older copy of it was restored",
        "run `daemun db restored` before a server starts, to end what the copy has revived; if you changed"
        f" the database on purpose, remove {mark.file}",
        is_wrong_in_production=True,
    )
