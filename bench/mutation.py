"""Change the code in small ways, one at a time, and see whether a test notices.

Works in a copy of the committed files. Prints the score of each package and every change that nobody noticed.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_SHOWN: Final = 3_000
"""Characters of the report of a failed test."""
_NOTICED: Final = frozenset({"killed", "timeout", "suspicious", "segfault"})
_UNNOTICED: Final = frozenset({"survived", "no tests"})


@dataclass(frozen=True, slots=True)
class Package:
    """Code, and the tests that must notice changes of it."""

    code: str
    tests: tuple[str, ...]


_FEATURES: Final[Mapping[str, tuple[str, ...]]] = {
    # Each with the tests beside its own that must notice changes of it.
    "login": (
        "tests/features/totp/test_login.py",
        "tests/features/trusted_devices",
        "tests/features/reauthentication",
    ),
    "one_time_tokens": (),
    "reauthentication": (),
    "factors": (
        "tests/features/totp/test_policy.py",
        "tests/features/totp/test_routes.py",
        "tests/features/passkeys/test_service.py",
        "tests/cli/test_users_factors.py",
    ),
    "totp": (),
    "recovery_codes": (),
    "trusted_devices": (),
    "sessions": (),
    "lockout": (),
    "tokens": (),
    "passwords": (),
}
PACKAGES: Final[Mapping[str, Package]] = {
    "verifier": Package("src/daemun_verify/*", ("verify/tests",)),
    **{
        name: Package(f"src/daemun/features/{name}/*", (f"tests/features/{name}", *beside))
        for name, beside in _FEATURES.items()
    },
}

_CONFIGURATION = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["{code}"]
pytest_add_cli_args_test_selection = [{tests}]
pytest_add_cli_args = ["-p", "no:randomly", "-p", "no:cacheprovider"]
also_copy = [{copied}]
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    parser.add_argument("packages", nargs="*", choices=[*PACKAGES, []], help="default: all")
    parser.add_argument("--processes", type=int, default=2, help="default: %(default)s")
    chosen = parser.parse_args()
    for name in chosen.packages or PACKAGES:
        with tempfile.TemporaryDirectory(prefix="daemun-mutation-") as folder:
            Path(folder).chmod(0o755)  # PostgreSQL runs as another user where this runs as root
            _print_score(name, _mutate(PACKAGES[name], Path(folder, "copy"), chosen.processes))
    return 0


def _mutate(package: Package, copy: Path, processes: int) -> dict[str, str]:
    """What became of each change, and for those that nobody noticed the change itself."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
    # Code is found by its name below the one root that there may be.
    (copy / "verify/src/daemun_verify").rename(copy / "src/daemun_verify")
    copied = [each.name for each in copy.iterdir() if each.name not in (".git", "src")]
    with (copy / "pyproject.toml").open("a") as configuration:
        configuration.write(
            _CONFIGURATION.format(
                code=package.code,
                tests=", ".join(f'"{path}"' for path in package.tests),
                copied=", ".join(f'"{name}"' for name in copied),
            )
        )
    mutmut = [sys.executable, "-m", "mutmut"]
    run = subprocess.run(
        [*mutmut, "run", "--max-children", str(processes)],
        cwd=copy,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if run.returncode != 0:
        sys.exit(f"the tests fail without any change:\n{run.stdout[-_SHOWN:]}")
    listed = subprocess.run(
        [*mutmut, "results", "--all", "true"], cwd=copy, check=True, capture_output=True, text=True
    )
    outcomes: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        name, _, outcome = line.strip().rpartition(": ")
        if outcome in _UNNOTICED:
            shown = subprocess.run(
                [*mutmut, "show", name], cwd=copy, check=True, capture_output=True, text=True
            )
            print(shown.stdout, flush=True)
        outcomes[name] = outcome
    return outcomes


def _print_score(name: str, outcomes: Mapping[str, str]) -> None:
    counts = Counter(outcomes.values())
    noticed = sum(counts[outcome] for outcome in _NOTICED)
    judged = noticed + sum(counts[outcome] for outcome in _UNNOTICED)
    print(
        f"{name}: {noticed} of {judged} changes noticed, {noticed / judged:.1%}; {dict(counts)}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
