"""Run the tests on every combination of Python and SQLAlchemy that is supported and found on this machine.

Each combination gets an environment of its own that is thrown away. Arguments go to pytest.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.13")
SQLALCHEMYS = ("2.0", "2.1")


def main(pytest_arguments: Sequence[str]) -> int:
    failed = []
    doubts = []
    for version in PYTHONS:
        python = find_python(version)
        if python is None:
            doubts.append(f"Python {version} is not on this machine")
            continue
        for sqlalchemy in SQLALCHEMYS:
            name = f"Python {version}, SQLAlchemy {sqlalchemy}"
            print(f"\n=== {name}", flush=True)
            outcome = run_tests(python, sqlalchemy, pytest_arguments)
            if not outcome.has_passed:
                failed.append(name)
            if outcome.skipped:
                doubts.append(f"{name}: {outcome.skipped} skipped")
    print(f"\n{summary(failed, doubts)}")
    return len(failed)


def summary(failed: Sequence[str], doubts: Sequence[str]) -> str:
    """What the matrix has proven, in one line; what did not run has not passed."""
    if failed:
        return "; ".join([f"Failed: {', '.join(failed)}", *doubts])
    if doubts:
        return f"Nothing failed, but not everything ran: {'; '.join(doubts)}"
    return "All passed."


def find_python(version: str) -> str | None:
    """A Python of this version: on the path, or beside others that pyenv keeps."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    candidates = [sys.executable, shutil.which(f"python{version}"), *map(str, kept)]
    return next((python for python in candidates if python and version_of(python) == version), None)


def version_of(python: str) -> str | None:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one combination did."""

    has_passed: bool
    skipped: int


def run_tests(python: str, sqlalchemy: str, pytest_arguments: Sequence[str]) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="daemun-matrix-") as folder:
        bin_ = Path(folder, "bin")
        subprocess.run([python, "-m", "venv", folder], check=True)
        pip: list[str | Path] = [bin_ / "python", "-m", "pip", "install", "-qq"]
        subprocess.run([*pip, "--require-hashes", "-r", ROOT / "constraints/dev.txt"], check=True)
        subprocess.run([*pip, f"sqlalchemy=={sqlalchemy}.*"], check=True)
        ours = [ROOT, ROOT / "verify"]
        editable = [argument for path in ours for argument in ("--editable", path)]
        subprocess.run([*pip, "--no-index", "--no-deps", "--no-build-isolation", *editable], check=True)
        pytest: list[str | Path] = [
            bin_ / "python",
            "-m",
            "pytest",
            "-q",
            "-n",
            "auto",
            "--dist",
            "loadfile",
            f"--junitxml={folder}/results.xml",
        ]
        ended = subprocess.run([*pytest, *pytest_arguments], cwd=ROOT, check=False)
        return Outcome(ended.returncode == 0, count_skipped(Path(folder, "results.xml")))


def count_skipped(results: Path) -> int:
    """The skipped tests in a file that pytest wrote; 0 without one."""
    if not results.exists():
        return 0
    return sum(int(suite.get("skipped", "0")) for suite in ET.parse(results).iter("testsuite"))  # noqa: S314


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
