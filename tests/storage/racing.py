"""Many at once: threads that start together, and processes that share nothing but a database."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def race(racers: int, action: Callable[[int], T]) -> list[T]:
    """Call `action` with 0, 1, 2, ... in so many threads at the same time, and give what they answered."""
    start = Barrier(racers)

    def run(number: int) -> T:
        start.wait()
        return action(number)

    with ThreadPoolExecutor(racers) as threads:
        return list(threads.map(run, range(racers)))


def race_processes(racers: int, action: Callable[[str], T], argument: str) -> list[T]:
    """Call `action(argument)` in so many new processes. `action` is a function of a module, not a closure."""
    context = get_context("forkserver")
    # Once for all of them: what takes a process a second or two to import.
    context.set_forkserver_preload(
        ["daemun.composition.compose", "pytest", "psycopg", "redis", "sqlalchemy", "alembic.command"]
    )
    with ProcessPoolExecutor(racers, mp_context=context) as processes:
        return list(processes.map(action, [argument] * racers))
