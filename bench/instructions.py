"""`make instructions`: how many instructions a login, a refresh and a guarded view take, by Valgrind.

The count does not depend on what else the machine does, so a change of one percent shows. Each request is
made many times in a process of its own, and what a process without any takes is subtracted. The hash of a
login is counted apart.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

from bench.profile import ACCOUNT, open_person
from daemun.features.passwords.argon2id import Argon2id
from daemun.features.passwords.settings import PasswordSettings
from tests.server_process import ROOT

_HASH: Final = "hash"
_ROUNDS: Final[Mapping[str, int]] = {_HASH: 60, "login": 60, "refresh": 25, "guarded view": 200}
"""A session may not be refreshed much more often in a minute."""
_WARMING: Final = 3
_COUNT: Final = re.compile(r"I\s+refs:\s+([0-9,]+)")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make instructions", description=__doc__)
    parser.add_argument("--ask", nargs=2, metavar=("REQUEST", "TIMES"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.ask is not None:
        _ask(arguments.ask[0], int(arguments.ask[1]))
        return 0
    if shutil.which("valgrind") is None:
        print("This needs Valgrind: install the package `valgrind` of your system.", file=sys.stderr)
        return 1
    nothing = _count(_HASH, 0)
    counted = {name: (_count(name, rounds) - nothing) / rounds for name, rounds in _ROUNDS.items()}
    counted["login"] -= counted[_HASH]
    print("| | instructions, million |\n| --- | --- |")
    for name, instructions in counted.items():
        print(f"| {name} | {instructions / 1e6:.2f} |")
    return 0


def _count(name: str, rounds: int) -> int:
    command = [
        *("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"),
        *(sys.executable, "-m", "bench.instructions", "--ask", name, str(rounds)),
    ]
    # The order of sets is the same in every process then.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    found = _COUNT.search(ran.stderr)
    if found is None:
        raise RuntimeError(ran.stderr)
    return int(found[1].replace(",", ""))


def _ask(name: str, rounds: int) -> None:
    hasher = Argon2id(PasswordSettings())
    with open_person() as person:
        for _ in range(_WARMING):
            person.visit()
        for _ in range(rounds):
            if name == _HASH:
                hasher.hash(ACCOUNT["password"].encode())
            else:
                person.ask(name)


if __name__ == "__main__":
    sys.exit(main())
