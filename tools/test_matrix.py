"""Run the tests on every combination of Python and SQLAlchemy that is supported and found on this machine.

Each combination gets an environment of its own that is thrown away. Arguments go to pytest.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.13")
SQLALCHEMYS = ("2.0", "2.1")


def main(pytest_arguments: Sequence[str]) -> int:
    failed = []
    for version, python in found_pythons():
        for sqlalchemy in SQLALCHEMYS:
            name = f"Python {version}, SQLAlchemy {sqlalchemy}"
            print(f"\n=== {name}", flush=True)
            if not passes(python, sqlalchemy, pytest_arguments):
                failed.append(name)
    print(f"\nFailed: {'; '.join(failed)}" if failed else "\nAll passed.")
    return len(failed)


def found_pythons() -> Iterator[tuple[str, str]]:
    for version in PYTHONS:
        python = find_python(version)
        if python is None:
            print(f"Python {version} is not on this machine.")
        else:
            yield version, python


def find_python(version: str) -> str | None:
    """A Python of this version: on the path, or beside others that pyenv keeps."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    candidates = [sys.executable, shutil.which(f"python{version}"), *map(str, kept)]
    return next((python for python in candidates if python and version_of(python) == version), None)


def version_of(python: str) -> str | None:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else None


def passes(python: str, sqlalchemy: str, pytest_arguments: Sequence[str]) -> bool:
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
            "loadgroup",
        ]
        return subprocess.run([*pytest, *pytest_arguments], cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
