"""Database and counter store: whether they answer in time, with the right tables and the right clock."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from time import perf_counter

from daemun.clock import Clock
from daemun.doctor.finding import Finding, Level
from daemun.problem import StoreMisconfigured, StoreUnavailable
from daemun.settings.reading import Settings
from daemun.storage.store import Backend, Store

_PINGS = 5
_SLOW = 0.02
_APART = timedelta(seconds=2)
_TOO_FAR_APART = timedelta(seconds=5)
"""Tokens that are younger than the verifier's clock by more than this are refused."""
_MANY_ROWS = 10_000_000


def examine_store(store: Store, settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Check each part. Missing or old tables are reported, but not changed."""
    database, *others = store.backends
    try:
        found = store.schema.find()
        faults = store.schema.find_faults()
    except StoreUnavailable as away:
        yield _unreachable(database, away)
    else:
        yield _schema(found, store.schema.needed, settings, is_possible=not faults)
        yield from (_unreachable(database, fault) for fault in faults)
        if not faults and found is not None and found >= store.schema.needed:
            yield _latency(database)
            yield from _inspect(store, clock)
            yield from _remarks(store)
    for other in others:
        yield _latency(other)
    if store.replica is not None:
        yield _replica(store.replica)


def _schema(found: str | None, needed: str, settings: Settings, *, is_possible: bool) -> Finding:
    if found is not None and found >= needed:
        return Finding("store.schema", Level.OK, f"the tables are at version {found}")
    state = "do not exist" if found is None else f"are at version {found}, and {needed} is needed"
    if settings.database.upgrade_at_start:
        remedy = "the next start of the server does it" if is_possible else "first do what is listed below"
        return Finding("store.schema", Level.WARNING, f"the tables {state}", remedy)
    return Finding("store.schema", Level.ERROR, f"the tables {state}", "run `daemun db upgrade`")


def _latency(backend: Backend) -> Finding:
    subject = f"store.{backend.name}"
    try:
        backend.ping()
        seconds = median(_measure(backend) for _ in range(_PINGS))
    except StoreUnavailable as away:
        return _unreachable(backend, away)
    sentence = f"{backend.name} answers in {seconds * 1000:.1f} ms"
    if seconds <= _SLOW:
        return Finding(subject, Level.OK, sentence)
    return Finding(subject, Level.WARNING, sentence, "move it closer: a login needs several queries")


def _replica(replica: Backend) -> Finding:
    try:
        replica.ping()
    except StoreUnavailable:
        sentence = "the replica does not answer, or its tables are older: lists are read from the database"
        return Finding("store.replica", Level.WARNING, sentence, "check its address, password and state")
    return Finding("store.replica", Level.OK, "lists and exports are read from the replica")


def _unreachable(backend: Backend, away: StoreUnavailable) -> Finding:
    subject = f"store.{backend.name}"
    if isinstance(away, StoreMisconfigured):
        return Finding(subject, Level.ERROR, away.fault, away.remedy)
    sentence = away.reason or f"{backend.name} does not answer, or refuses: see the log"
    return Finding(subject, Level.ERROR, sentence, "check its address, password and state")


def _inspect(store: Store, clock: Clock) -> Iterator[Finding]:
    try:
        yield _clock(store, clock)
        sizes = store.inspection.table_sizes()
    except StoreUnavailable as away:
        yield _unreachable(store.backends[0], away)
        return
    text = ", ".join(f"{name.removeprefix('daemun_')} {size}" for name, size in sizes.items())
    if max(sizes.values(), default=0) < _MANY_ROWS:
        yield Finding("store.rows", Level.OK, f"rows: {text}")
    else:
        yield Finding("store.rows", Level.WARNING, f"rows: {text}", "run `daemun db purge` regularly")


def _remarks(store: Store) -> Iterator[Finding]:
    try:
        for remark in store.inspection.remarks():
            level = Level.ERROR if remark.is_wrong else Level.WARNING if remark.remedy else Level.OK
            yield Finding(f"store.{remark.subject}", level, remark.sentence, remark.remedy)
    except StoreUnavailable:
        return  # reported already


def _clock(store: Store, clock: Clock) -> Finding:
    there = store.inspection.clock()
    if there is None:
        return Finding("store.clock", Level.OK, "the database uses this machine's clock", requirement="RL-08")
    apart = abs(there - clock.now())
    sentence = f"the clocks of this machine and of the database are {apart.total_seconds():.1f} s apart"
    if apart < _APART:
        return Finding("store.clock", Level.OK, sentence, requirement="RL-08")
    level = Level.WARNING if apart < _TOO_FAR_APART else Level.ERROR
    return Finding("store.clock", level, sentence, "set both by NTP", requirement="RL-08")


def _measure(backend: Backend) -> float:
    began = perf_counter()
    backend.ping()
    return perf_counter() - began
