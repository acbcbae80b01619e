"""What hashing costs on this machine: measured time, and memory."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from daemun.doctor.finding import Finding, Level
from daemun.features.passwords.hasher import Hasher
from daemun.server.resources import fitting_workers, usable_cores, usable_memory
from daemun.settings.reading import Settings

_HASHES = 3
_SLOW = 1.0
"""Seconds after which users wonder whether the button worked."""


def examine_hashing(settings: Settings) -> Iterator[Finding]:
    """Hash a few times, and compute what all threads together may need."""
    yield _time(settings)
    yield _memory(settings, memory=usable_memory())


def _time(settings: Settings) -> Finding:
    hasher = Hasher(settings.passwords)
    seconds = median(_measure(hasher) for _ in range(_HASHES))
    threads = min(settings.passwords.hash_threads or usable_cores(), usable_cores())
    sentence = f"a password takes {seconds * 1000:.0f} ms: about {threads / seconds:.0f} logins a second"
    if seconds <= _SLOW:
        return Finding("hashing.time", Level.OK, sentence, requirement="HS-01")
    return Finding(
        "hashing.time",
        Level.WARNING,
        sentence,
        "lower DAEMUN_PASSWORDS_HASH_PASSES or DAEMUN_PASSWORDS_HASH_MEMORY",
        requirement="HS-01",
    )


def _memory(settings: Settings, *, memory: int) -> Finding:
    cores = usable_cores()
    threads = settings.passwords.hash_threads or cores
    workers = settings.server.workers or fitting_workers(cores=cores, memory=memory)
    needed = settings.passwords.hash_memory * 1024 * threads * workers
    sentence = (
        f"hashing needs up to {needed / 1024**2:.0f} MiB of {memory / 1024**2:.0f} MiB"
        f" ({workers} workers, {threads} threads each)"
    )
    if needed * 2 <= memory:
        return Finding("hashing.memory", Level.OK, sentence, requirement="HS-08")
    return Finding(
        "hashing.memory",
        Level.WARNING if needed <= memory else Level.ERROR,
        sentence,
        "lower DAEMUN_PASSWORDS_HASH_MEMORY, DAEMUN_PASSWORDS_HASH_THREADS or DAEMUN_SERVER_WORKERS",
        requirement="HS-08",
        is_wrong_in_production=needed > memory,
    )


def _measure(hasher: Hasher) -> float:
    began = perf_counter()
    hasher.hash("a password of usual length")
    return perf_counter() - began
