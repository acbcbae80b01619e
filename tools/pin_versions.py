"""Pin every dependency with its hashes in constraints/, without any address to download from."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    *("pip", "compile", "pyproject.toml", "--quiet", "--upgrade"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
    *("--no-emit-package", "daemun-verify", "--all-extras", "--group", "build"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        uv = Path(folder, "bin", "uv")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        compile_pins: list[str | Path] = [uv, *OPTIONS, "--python", sys.executable]
        subprocess.run(
            [*compile_pins, "--group", "dev", "--output-file", "constraints/dev.txt"], cwd=ROOT, check=True
        )
        # The same versions for running as for testing.
        subprocess.run(
            [
                *compile_pins,
                "--constraints",
                "constraints/dev.txt",
                "--output-file",
                "constraints/runtime.txt",
            ],
            cwd=ROOT,
            check=True,
        )


if __name__ == "__main__":
    main()
