"""What reading the source shows: secrets are compared, made and written in one way only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemun.secret_key import SecretKey
from tests.promises.tree import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py")) + sorted((ROOT / "verify/src").rglob("*.py"))
SECRETS = re.compile(r"(^|_)(proof|digest|secret|signature|password|family|mac|nonce)$")


def nodes(*files: Path) -> Iterator[tuple[Path, ast.AST]]:
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            yield file.relative_to(ROOT), node


def name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.requirement("HS-09")
def test_secrets_are_never_compared_by_equality() -> None:
    # In `storage` the database compares digests of random secrets, which tell nothing about the secret.
    found = [
        f"{file}:{node.lineno}"
        for file, node in nodes(*(file for file in SOURCES if "storage" not in file.parts))
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        if any(SECRETS.search(name_of(side)) for side in (node.left, *node.comparators))
    ]

    assert found == []


@pytest.mark.requirement("CR-03")
def test_secrets_come_from_the_system_generator_alone() -> None:
    imported = {
        (alias.name, str(file))
        for file, node in nodes(*SOURCES)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in ([ast.alias(node.module or "")] if isinstance(node, ast.ImportFrom) else node.names)
        # The type of an identifier draws nothing.
        if not (isinstance(node, ast.ImportFrom) and [each.name for each in node.names] == ["UUID"])
    }

    assert {file for name, file in imported if name == "secrets"} == {"src/daemun/randomness.py"}
    assert not {file for name, file in imported if name in ("random", "uuid", "numpy.random")}


@pytest.mark.requirement("CR-01")
def test_cryptography_comes_from_libraries_alone() -> None:
    weak = {"md5", "sha1", "blake2b", "DES", "ARC4", "ECB", "CBC", "crypt"}
    called = {
        (name_of(node.func), file.name)
        for file, node in nodes(*SOURCES)
        if isinstance(node, ast.Call) and name_of(node.func) in weak
    }

    # WordPress's hashes of old, which are checked once, under Argon2id, and then renewed; and what look-ups
    # for stolen passwords speak: five digits of it leave the process, and nothing is kept. What Naver signs
    # and seals its notices with: a forged one could only take a connection away.
    assert called <= {
        ("md5", "foreign_hash.py"),
        ("sha1", "breaches.py"),
        ("md5", "notifications.py"),
        ("CBC", "notifications.py"),
    }


@pytest.mark.requirement("IV-03")
def test_statements_are_never_put_together_from_text() -> None:
    found = [
        f"{file}:{node.lineno}"
        for file, node in nodes(*(ROOT / "src/daemun/storage").rglob("*.py"))
        if isinstance(node, ast.Call) and name_of(node.func) in ("text", "exec_driver_sql", "literal_column")
        for argument in node.args[:1]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]

    assert found == []


@pytest.mark.requirement("JK-09")
def test_every_purpose_has_a_key_of_its_own() -> None:
    key = SecretKey(bytes(range(32)))
    purposes = [
        argument.value
        for _, node in nodes(*sorted((ROOT / "src/daemun/composition").glob("*.py")))
        if isinstance(node, ast.Call) and name_of(node.func) == "derive"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    ]

    assert len(purposes) >= 3
    assert len({key.derive(str(purpose)) for purpose in purposes} | {key.material}) == len(purposes) + 1
