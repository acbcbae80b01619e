"""`daemun bench`: measures this machine in a few seconds; not a load test."""

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import click
from flask import Flask
from flask.cli import ScriptInfo

from daemun.cli.installation import present_app, present_installation
from daemun.cli.output import json_option, print_result
from daemun.composition.services import Services
from daemun.extension import Daemun
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.settings import MAX_PASSES, PasswordSettings
from daemun.features.users.model import User
from daemun.storage.open_store import open_store

_PASSWORD = "a password of usual length"
_SECONDS = 1.0
_TOKENS = 200
_WRITES = 100
_COMFORTABLE = (50.0, 250.0)
"""Milliseconds for one hash: less is cheap to guess, more keeps users waiting."""
_LARGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")


@click.command(short_help="Measure how fast this machine is.")
@json_option
def bench(*, as_json: bool) -> None:
    """Measure a password hash, the check of a token, and reads and writes of a store on this machine.

    Uses the current settings, but writes only to a temporary database of its own.
    """
    config = _present_config()
    with tempfile.TemporaryDirectory() as folder:
        app = Flask(__name__, instance_path=folder)
        app.config.update(config)
        Daemun(app, store=open_store(f"sqlite:///{folder}/bench.sqlite3"))
        services: Services = app.extensions["daemun"]
        figures = _measure(services)
        services.close()
    passwords = services.settings.passwords
    advice = suggest_cost(passwords, figures["hash_ms"])
    if passwords.hash_lanes == 1:
        advice = f"{advice}{suggest_large_pages(_LARGE_PAGES)}"
    lines = [
        f"one password hash       {figures['hash_ms']:>9.1f} ms",
        f"hashes on all cores     {figures['hashes_per_second']:>9.1f} a second",
        f"  cores kept busy       {figures['hash_scaling']:>9.1f}",
        f"check of a new token    {figures['first_check_ms']:>9.3f} ms",
        f"check of the same again {figures['next_check_ms']:>9.3f} ms",
        f"read from SQLite        {figures['read_ms']:>9.3f} ms",
        f"write to SQLite         {figures['write_ms']:>9.3f} ms",
        "",
        advice,
    ]
    print_result("\n".join(lines), {**figures, "suggestion": advice}, as_json=as_json)


def suggest_cost(settings: PasswordSettings, hash_ms: float) -> str:
    """Say whether hashes cost what they should."""
    least, most = _COMFORTABLE
    if hash_ms < least:
        # Passes, because time does not grow evenly with memory.
        passes = min(MAX_PASSES, max(settings.hash_passes + 1, round(settings.hash_passes * least / hash_ms)))
        would_take = hash_ms * passes / settings.hash_passes
        return (
            f"This machine is fast: DAEMUN_PASSWORDS_HASH_PASSES={passes} would take about"
            f" {would_take:.0f} ms, and make guessing that much dearer."
        )
    if hash_ms > most:
        return "Logins are slow here: give it more cores, or a lower DAEMUN_PASSWORDS_HASH_MEMORY or _PASSES."
    return "The cost of a hash fits this machine."


def suggest_large_pages(policy: Path) -> str:
    """Say what larger pages of memory would save; nothing where the kernel gives them, or has none.

    policy: the file in which Linux marks its choice by brackets, as in `always [madvise] never`.
    """
    try:
        chosen = policy.read_text(encoding="ascii")
    except OSError:
        return ""
    if "[always]" in chosen:
        return ""
    return (
        f" Linux hands out memory in small pages here, which can take half the time of a hash: with `always`"
        f' in {policy} it takes less (see the page "Deploy with systemd").'
    )


def _present_config() -> dict[str, object]:
    if click.get_current_context().find_object(ScriptInfo) is not None:
        return dict(present_app().config)
    return dict(present_installation().read_config())


def _measure(services: Services) -> dict[str, float]:
    hasher = Hasher(services.settings.passwords)
    hash_ms = _median_ms(lambda: hasher.hash(_PASSWORD), times=7)
    per_second = _in_parallel(lambda: hasher.hash(_PASSWORD))
    user = services.users.draft(username="bench", email=None, profile={})
    services.users.add(user)
    tokens = _tokens(services, user)
    verify = services.web.verifier.verify
    firsts, nexts, roles = iter(tokens), iter(tokens), map(str, count())
    return {
        "hash_ms": hash_ms,
        "hashes_per_second": per_second,
        "hash_scaling": per_second * hash_ms / 1000,
        "first_check_ms": _median_ms(lambda: verify(next(firsts)), times=len(tokens)),
        "next_check_ms": _median_ms(lambda: verify(next(nexts)), times=len(tokens)),
        "read_ms": _median_ms(lambda: services.users.find("nobody"), times=_TOKENS),
        "write_ms": _median_ms(lambda: services.roles.grant(user.id, next(roles)), times=_WRITES),
    }


def _tokens(services: Services, user: User) -> list[str]:
    return [services.sessions.open_for(user).access_token.text for _ in range(_TOKENS)]


def _median_ms(action: Callable[[], object], *, times: int) -> float:
    taken = []
    for _ in range(times):
        started = perf_counter()
        action()
        taken.append(perf_counter() - started)
    return median(taken) * 1000


def _in_parallel(action: Callable[[], object]) -> float:
    """Run on as many threads as there are cores for about a second; return the number per second."""
    threads = len(os.sched_getaffinity(0))
    started = perf_counter()

    def work() -> int:
        done = 0
        while perf_counter() - started < _SECONDS:
            action()
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        done = sum(future.result() for future in [pool.submit(work) for _ in range(threads)])
    return done / (perf_counter() - started)
