"""`make bench-servers`: the table that chooses the server below `daemun serve`. Ten minutes at most."""

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.load import load, request
from bench.served import log_in
from bench.servers.contender import CONTENDERS
from bench.servers.faults import FAULTS
from bench.servers.hostile import try_all
from tests.server_process import ServerProcess

_CLIENTS = 16
Table = dict[str, dict[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=CONTENDERS, nargs="*", default=list(CONTENDERS))
    parser.add_argument("--rounds", type=int, default=5, help="of speed; 0: none")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    arguments = parser.parse_args()
    table: Table = {}
    for name in arguments.only:
        with _started(name) as server:
            for case, reaction, is_safe in try_all(server.port):
                table.setdefault(case, {})[name] = f"{reaction}{'' if is_safe else ' (unsafe)'}"
            for fault, act in FAULTS.items():
                table.setdefault(fault, {})[name] = act(server)
    _measure_speed(table, arguments.only, arguments.rounds, arguments.seconds)
    _print(table, arguments.only)
    return 0


def _measure_speed(table: Table, names: Sequence[str], rounds: int, seconds: float) -> None:
    """All servers run; they are asked in turns, and each figure is the median of its rounds."""
    if not rounds:
        return
    rates: dict[tuple[str, str], list[float]] = {}
    slowest: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for name in names:
            with _started(name) as server:
                token = log_in(server)
                for row, path in (("bare view", "/open"), ("guarded view", "/protected")):
                    ask = request("GET", path, headers={"Authorization": f"Bearer {token}"})
                    seen = load(server.port, [ask], clients=_CLIENTS, seconds=seconds)
                    seen.expect_only_200(f"{name}, {path}")
                    rates.setdefault((row, name), []).append(seen.per_second)
                    slowest.setdefault((row, name), []).append(seen.p99)
    for (row, name), measured in rates.items():
        ratio = median(measured) / median(rates[row, names[0]])
        table.setdefault(f"{row}, requests a second ({names[0]} = 1)", {})[name] = (
            f"{ratio:.2f} ({median(measured):,.0f}/s, p99 {median(slowest[row, name]):.0f} ms)"
        )


@contextmanager
def _started(name: str) -> Iterator[ServerProcess]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "instance").mkdir()
        with CONTENDERS[name](Path(folder), environment={"DAEMUN_HTTP_TRUSTED_PROXIES": "1"}) as server:
            yield server


def _print(table: Table, names: Sequence[str]) -> None:
    print("| " + " | ".join(["", *names]) + " |")
    print("| --- " * (len(names) + 1) + "|")
    for row, cells in table.items():
        print("| " + " | ".join([row, *(cells.get(name, "") for name in names)]) + " |")
    print(f"\n{os.cpu_count()} cores; speed: {_CLIENTS} clients that wait for each answer, medians.")


if __name__ == "__main__":
    raise SystemExit(main())
