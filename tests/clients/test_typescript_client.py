"""Types for TypeScript that openapi-typescript makes from the description: checked by tsc, run by Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.npm import node, packages_or_skip
from tests.promises.tree import ROOT
from tests.server_process import ServerProcess

SOURCES = ROOT / "tests" / "clients" / "typescript"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the sources, and what `make test` installed from the registry of npm."""
    installed = packages_or_skip()
    for name in ("journey.ts", "package.json", "tsconfig.json"):
        shutil.copy(SOURCES / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(installed)
    return tmp_path


def test_generated_types_are_strict_and_good_for_the_whole_journey(folder: Path) -> None:
    with ServerProcess(folder / "server", workers=1) as server:
        run(
            *("node_modules/openapi-typescript/bin/cli.js", f"{server.url}/auth/openapi.json"),
            *("--output", "api.ts", "--default-non-nullable", "false"),
            folder=folder,
        )

        run("node_modules/typescript/bin/tsc", "--project", ".", folder=folder)
        printed = run("journey.ts", f"{server.url}/auth", folder=folder)

    assert printed == "done\n"


def run(*arguments: str, folder: Path) -> str:
    """What it prints; a failure shows it all."""
    ran = subprocess.run(
        [node(), *arguments], cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
