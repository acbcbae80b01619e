"""Pin every dependency with its hashes in constraints/, without any address to download from."""

import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    *("--quiet", "--upgrade", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
)
PROJECT = ("pyproject.toml", "--no-emit-package", "daemun-verify", "--all-extras", "--group", "build")
# The same versions for running and measuring as for testing; peers share nothing with us.
FILES: Mapping[str, tuple[str, ...]] = {
    "dev": (*PROJECT, "--group", "dev"),
    "runtime": (*PROJECT, "--constraints", "constraints/dev.txt"),
    "bench": (*PROJECT, "--constraints", "constraints/dev.txt", "--group", "bench"),
    "peers": ("--group", "peers"),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        uv = Path(folder, "bin", "uv")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        for name, source in FILES.items():
            where = ("--python", sys.executable, "--output-file", f"constraints/{name}.txt")
            subprocess.run([str(uv), "pip", "compile", *source, *OPTIONS, *where], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
