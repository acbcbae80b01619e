"""The dependency rule in .importlinter holds, and notices when it is broken."""

import os
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.promises.tree import ROOT, programs

NAMES_THE_SESSION_STORE = "from daemun.features.sessions.store import SessionStore  # noqa: F401\n"


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    shutil.copy(ROOT / ".importlinter", tmp_path)
    shutil.copytree(ROOT / "src" / "daemun", tmp_path / "daemun")
    shutil.copytree(ROOT / "verify" / "src" / "daemun_verify", tmp_path / "daemun_verify")
    return tmp_path


def broken_contracts(tree: Path) -> list[str]:
    lint = subprocess.run(
        [programs() / "lint-imports", "--no-logo", "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in lint.stdout, lint.stdout + lint.stderr
    assert (lint.returncode == 0) == (" 0 broken" in lint.stdout)
    return [line.removesuffix(" BROKEN") for line in lint.stdout.splitlines() if line.endswith(" BROKEN")]


def test_the_tree_keeps_the_dependency_rule(copied_tree: Path) -> None:
    assert broken_contracts(copied_tree) == []


def test_every_feature_orders_its_files_in_one_contract() -> None:
    rules = ConfigParser()
    rules.read(ROOT / ".importlinter", encoding="utf-8")
    ordered = [
        container
        for section in rules.sections()
        if section.startswith("importlinter:contract:feature") and rules[section]["type"] == "layers"
        for container in rules[section]["containers"].split()
        if container != "daemun.features"
    ]
    features = [
        f"daemun.features.{init.parent.name}" for init in ROOT.glob("src/daemun/features/*/__init__.py")
    ]

    assert sorted(ordered) == sorted(features)


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("daemun/utils.py", "", "Packages are layered"),
        ("daemun/features/lockout/helpers.py", "", "Inside lockout"),
        ("daemun/features/users/service.py", NAMES_THE_SESSION_STORE, "Features are layered"),
        ("daemun/features/login/policy.py", "import flask\n", "Rules know no HTTP"),
        (
            "daemun/features/login/policy.py",
            "from daemun.features.login import service\n",
            "Inside a feature",
        ),
        ("daemun/http/body.py", "import sqlalchemy\n", "SQL is only in"),
        ("daemun/features/sessions/policy.py", "import jwt\n", "PyJWT is only in"),
        ("daemun/extension.py", "from daemun.features.sessions import routes\n", "Only composition"),
        ("daemun/http/body.py", "from daemun import Daemun\n", "Inside the package names come from"),
        ("daemun/cli/serve.py", "import daemun.storage.sql.schema\n", "Only storage knows"),
        ("daemun_verify/errors.py", "import daemun.clock\n", "The verifier needs nothing"),
    ],
)
def test_a_forbidden_import_is_noticed(copied_tree: Path, module: str, line: str, contract: str) -> None:
    with (copied_tree / module).open("a") as file:
        file.write(line)

    assert [name for name in broken_contracts(copied_tree) if name.startswith(contract)]
