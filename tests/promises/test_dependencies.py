"""Promises about what the product stands on: declared, few, pinned, and never home-made cryptography."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.tree import ROOT

# The name to import, where it is not the name of the distribution.
IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "precis-i18n": "precis_i18n",
    "pyjwt": "jwt",
    "pynacl": "nacl",
    "opentelemetry-sdk": "opentelemetry",
}
# What the declared ones bring along or are used with: a guard and the test kit are imported where theirs is.
BROUGHT_ALONG = {
    "src/daemun": {
        "_typeshed",
        "bson",
        "daemun",
        "jinja2",
        "markupsafe",
        "pydantic_core",
        "pytest",
        "typing_extensions",
        "werkzeug",
    },
    "verify/src/daemun_verify": {"daemun_verify", "django", "fastapi", "flask", "starlette", "werkzeug"},
}
DISTRIBUTIONS = {"pyproject.toml": "src/daemun", "verify/pyproject.toml": "verify/src/daemun_verify"}
PIN = re.compile(r"(?P<name>[a-z0-9.-]+)==(?P<version>\d[\w.]*)(?P<rest>.*)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
AT_LEAST = {"pyjwt": (2, 13, 0), "cryptography": (48, 0, 0)}
KNOWN_FLAWS = {"authlib", "joserfc", "python-jose", "pycrypto", "pycryptodome"}


def pins(name: str) -> dict[str, tuple[str, str]]:
    """Version and the rest of the line, by name."""
    text = (ROOT / "constraints" / name).read_text().replace("\\\n", " ")
    matches = [PIN.fullmatch(line) for line in text.splitlines()]
    assert None not in matches
    return {match["name"]: (match["version"], match["rest"]) for match in matches if match}


def declared(project_file: str) -> set[str]:
    """The names that a distribution may import, of its extras too."""
    project = tomllib.loads((ROOT / project_file).read_text())["project"]
    extras = project.get("optional-dependencies", {}).values()
    requirements = [*project["dependencies"], *(requirement for extra in extras for requirement in extra)]
    names = {re.split(r"[\[<>=!~ ]", requirement)[0].lower() for requirement in requirements}
    return {IMPORTED_AS.get(name, name).replace("-", "_") for name in names}


def imported(source: str) -> Iterator[tuple[str, str]]:
    """Pairs of a top-level name and the file that imports it, the standard library left out."""
    for file in sorted((ROOT / source).rglob("*.py")):
        for name in imported_names(file):
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names:
                yield top, file.relative_to(ROOT).as_posix()


def imported_names(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.requirement("CR-01")
@pytest.mark.parametrize(("project_file", "source"), DISTRIBUTIONS.items())
def test_only_declared_libraries_are_imported(project_file: str, source: str) -> None:
    allowed = declared(project_file) | BROUGHT_ALONG[source]

    assert [(name, file) for name, file in imported(source) if name not in allowed] == []


@pytest.mark.requirement("CR-03")
def test_random_values_come_from_the_system_generator_in_one_place() -> None:
    drawing = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "src").rglob("*.py")
        if {"random", "secrets"} & set(imported_names(file))
        or re.search(rb"urandom|uuid[1-8]\b|import uuid\b", file.read_bytes())
    }
    # The type of a claim; it draws nothing.
    drawing -= {"src/daemun/features/tokens/extra_claims.py"}

    assert drawing == {"src/daemun/randomness.py"}
    assert "random" not in set(imported_names(ROOT / "src/daemun/randomness.py"))


@pytest.mark.requirement("SC-01")
@pytest.mark.parametrize("name", ["dev.txt", "runtime.txt"])
def test_every_version_is_pinned_with_hashes_and_without_addresses(name: str) -> None:
    unhashed = [
        pin for pin, (_, rest) in pins(name).items() if not re.search(r"--hash=sha256:[0-9a-f]{64}", rest)
    ]

    assert unhashed == []
    assert "://" not in (ROOT / "constraints" / name).read_text()


def test_the_product_runs_with_the_versions_it_is_tested_with() -> None:
    # A tool of ours may need everywhere what the product needs on one system.
    tested, running = (
        {name: (version, HASH.findall(rest)) for name, (version, rest) in pins(file).items()}
        for file in ("dev.txt", "runtime.txt")
    )

    assert {name: pin for name, pin in running.items() if tested.get(name) != pin} == {}


@pytest.mark.requirement("SC-03")
def test_no_token_library_with_known_flaws_is_used() -> None:
    running = pins("runtime.txt")

    assert KNOWN_FLAWS & running.keys() == set()
    for name, least in AT_LEAST.items():
        assert tuple(map(int, running[name][0].split("."))) >= least
