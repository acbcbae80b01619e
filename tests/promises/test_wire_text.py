"""Code that reads the wire never takes white space, digits or lines by Unicode's rules."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READERS = [
    *(ROOT / "src/daemun/http").glob("*.py"),
    *(ROOT / "src/daemun/features").glob("*/routes.py"),
    *(ROOT / "src/daemun/server").glob("public_scheme.py"),
    *(ROOT / "verify/src/daemun_verify").glob("*.py"),
]
# They read our own docstrings.
OWN_TEXT = {"openapi.py", "openapi_schemas.py"}
BARE = {"strip", "lstrip", "rstrip", "split", "rsplit"}
UNICODE = {"splitlines", "isspace", "isdigit", "isdecimal", "isnumeric", "casefold", "mimetype"}


def lapses(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[]) if name in BARE:
                yield f"line {node.lineno}: {name}() without saying of what"
            case ast.Attribute(attr=name) if name in UNICODE:
                yield f"line {node.lineno}: {name}"
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re")), args=[ast.Constant(value=str(pattern)), *_]
            ):
                if any(mark in pattern for mark in (r"\s", r"\d", r"\w")):
                    yield f"line {node.lineno}: a class of characters that is wider than ASCII"


@pytest.mark.parametrize("file", sorted(READERS), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_white_space_is_named_where_the_wire_is_read(file: Path) -> None:
    if file.name in OWN_TEXT:
        return
    assert list(lapses(ast.parse(file.read_text(encoding="utf-8")))) == []


def test_the_rule_sees_what_it_forbids() -> None:
    spoiled = ast.parse(r"a.strip(); b.split(); c.splitlines(); d.mimetype; re.compile(r'\s+'); e.strip(' ')")

    assert len(list(lapses(spoiled))) == 5
