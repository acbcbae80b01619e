"""`make profile`: where a login, a refresh and a guarded view spend their CPU, and their statements.

The password's hash is left out: it runs on a thread of its own, and CPU is that of the thread that answers.
"""

import argparse
import cProfile
import os
import sysconfig
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import thread_time
from typing import Final

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

import daemun
import daemun_verify
from bench.database import open_postgres
from bench.served import PASSWORD
from bench.served_by_flask import make_guarded
from tests.database_cost import Cost, database_cost

REQUESTS: Final = ("login", "refresh", "first view", "guarded view")
"""The first view is the one that a new token is verified for."""
ACCOUNT: Final = {"username": "minsu", "password": PASSWORD}
_WARMING = 10
_PACKAGES, _FUNCTIONS = 10, 16
_OURS: Final = Path(daemun.__file__).parent
_VERIFY: Final = Path(daemun_verify.__file__).parent
_OTHERS: Final = Path(sysconfig.get_path("purelib"))

Function = tuple[str, int, str]
"""File, line, name."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a profile; it makes calls dearer, so only shares count."""

    calls: int
    by_package: Mapping[str, float]
    by_function: Mapping[str, tuple[float, float]]
    """Ours only: in the function itself, and with all that it calls."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one request costs."""

    cpu: float
    """Median of seconds."""
    asked: Cost
    spent: Spent


def main() -> int:
    parser = argparse.ArgumentParser(prog="make profile", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="of each request (default: %(default)s)")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument(
        "--server", action="store_true", help="as `daemun serve` answers, with its metrics and log lines"
    )
    arguments = parser.parse_args()
    with ExitStack() as stack:
        url = stack.enter_context(open_postgres()).create_database("profile") if arguments.postgres else None
        profiles = measure(arguments.rounds, database_url=url, by_server=arguments.server)
    print("| request | CPU, ms | statements | commits | calls |\n| --- | --- | --- | --- | --- |")
    for name, profile in profiles.items():
        counts = f"{profile.asked.statements} | {profile.asked.commits} | {profile.spent.calls:,}"
        print(f"| {name} | {profile.cpu * 1e3:.2f} | {counts} |")
    for name, profile in profiles.items():
        print(f"\n{name}\n\n" + "\n".join(_table(profile.spent)))
    return 0


def measure(
    rounds: int, *, database_url: str | None = None, by_server: bool = False
) -> Mapping[str, Profile]:
    """Ask in turns: what disturbs one request disturbs the others."""
    with open_person(database_url, by_server=by_server) as person:
        for _ in range(_WARMING):
            person.visit()
        seconds: dict[str, list[float]] = {name: [] for name in REQUESTS}
        for _ in range(rounds):
            for name, took in person.visit().items():
                seconds[name].append(took)
        profilers = {name: cProfile.Profile(thread_time) for name in REQUESTS}
        for _ in range(rounds):
            person.visit(profilers)
        # Last: an engine that was once listened to runs every statement in a slower way.
        asked = {}
        for name in REQUESTS:
            with database_cost() as asked[name]:
                person.ask(name)
    return {
        name: Profile(median(seconds[name]), asked[name], _read(profilers[name], rounds)) for name in REQUESTS
    }


class Person:
    """Logs in, refreshes and looks, over and over; each login opens a session of its own."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._tokens = _read_answer(*run_wsgi_app(app, _post("/auth/register", ACCOUNT).get_environ()))

    def visit(self, profilers: Mapping[str, cProfile.Profile] | None = None) -> dict[str, float]:
        """Ask for everything once; the seconds of CPU of each request."""
        return {name: self.ask(name, profilers[name] if profilers else None) for name in REQUESTS}

    def ask(self, name: str, profiler: cProfile.Profile | None = None) -> float:
        environ = self._next(name).get_environ()
        began = thread_time()
        with profiler or nullcontext():
            answer = run_wsgi_app(self._app, environ, buffered=True)
        took = thread_time() - began
        self._tokens |= _read_answer(*answer)
        return took

    def _next(self, name: str) -> EnvironBuilder:
        match name:
            case "login":
                return _post("/auth/login", ACCOUNT)
            case "refresh":
                return _post("/auth/refresh", {"refresh_token": self._tokens["refresh_token"]})
            case _:
                bearer = f"Bearer {self._tokens['access_token']}"
                return EnvironBuilder("/protected", headers=[("Authorization", bearer)])


@contextmanager
def open_person(database_url: str | None = None, *, by_server: bool = False) -> Iterator[Person]:
    """Somebody who is registered in an application, on SQLite unless an address is given."""
    with tempfile.TemporaryDirectory() as folder:
        make = _make_server if by_server else make_guarded
        app = make(instance_path=folder, database_url=database_url)
        with app.app_context():
            yield Person(app)
            app.extensions["daemun"].close()


def _make_server(*, instance_path: str, database_url: str | None) -> Flask:
    # Where all processes of a server add up; read when the library of metrics is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = instance_path
    if database_url is not None:
        os.environ["DAEMUN_DATABASE_URL"] = database_url
    from daemun.server import metrics
    from daemun.server.logs import write_logs
    from tests.served_application import create_app

    app = create_app(instance_path=instance_path)
    metrics.install(app, app.extensions["daemun"], Path(instance_path))
    write_logs("info", Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
    return app


def _post(path: str, body: Mapping[str, str]) -> EnvironBuilder:
    return EnvironBuilder(path, method="POST", json=body, environ_base={"REMOTE_ADDR": "192.0.2.7"})


def _read_answer(content: Iterable[bytes], status: str, headers: Headers) -> dict[str, str]:
    answer = Response(content, status, headers)
    if answer.status_code >= 300:
        raise RuntimeError(answer.get_data(as_text=True))
    read: dict[str, str] = answer.get_json()
    return read


def _read(profiler: cProfile.Profile, rounds: int) -> Spent:
    profiler.create_stats()
    by_package, by_function, calls = defaultdict[str, float](float), {}, 0
    for function, (_, called, own, whole, callers) in profiler.stats.items():
        calls += called
        if _is_ours(function):
            by_function[_name_of(function)] = (own / rounds, whole / rounds)
        # What is written in C is the cost of who calls it.
        payers = callers.items() if function[0] == "~" else ((function, (0, 0, own, 0)),)
        for payer, (_, _, paid, _) in payers:
            by_package[_package_of(payer)] += paid / rounds
    return Spent(calls // rounds, by_package, by_function)


def _package_of(function: Function) -> str:
    file = Path(function[0])
    for root, name in ((_OURS, "daemun."), (_VERIFY, "daemun_verify."), (_OTHERS, "")):
        if file.is_relative_to(root):
            return name + file.relative_to(root).parts[0].removesuffix(".py")
    return "Python"


def _is_ours(function: Function) -> bool:
    return _package_of(function).startswith("daemun")


def _name_of(function: Function) -> str:
    file = Path(function[0])
    root = _OURS if file.is_relative_to(_OURS) else _VERIFY
    return f"{file.relative_to(root.parent)}:{function[1]} {function[2]}"


def _table(spent: Spent) -> Iterator[str]:
    all_of_it = sum(spent.by_package.values())
    yield "| package | CPU |\n| --- | --- |"
    for package, own in sorted(spent.by_package.items(), key=lambda each: -each[1])[:_PACKAGES]:
        yield f"| {package} | {own / all_of_it:.1%} |"
    yield "\n| function | alone | with what it calls |\n| --- | --- | --- |"
    for function, (own, whole) in sorted(spent.by_function.items(), key=lambda each: -each[1][1])[
        :_FUNCTIONS
    ]:
        yield f"| `{function}` | {own / all_of_it:.1%} | {whole / all_of_it:.1%} |"


if __name__ == "__main__":
    raise SystemExit(main())
