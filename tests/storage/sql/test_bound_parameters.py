"""SQL is never put together from text."""

import ast
from pathlib import Path

import pytest

import daemun.storage.sql

FOLDER = Path(daemun.storage.sql.__path__[0])
TAKES_SQL = {"execute", "exec_driver_sql", "text", "literal_column", "executescript"}


@pytest.mark.requirement("IV-03")
@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.py")), ids=lambda file: file.name)
def test_no_statement_is_put_together_from_text(file: Path) -> None:
    made = [
        node.lineno
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", None)) in TAKES_SQL
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]

    assert made == []


@pytest.mark.requirement("IV-03")
def test_only_storage_speaks_sql() -> None:
    source = FOLDER.parents[1]
    strangers = [
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if FOLDER not in file.parents
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "exec_driver_sql"
    ]

    assert strangers == []
