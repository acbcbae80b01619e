"""Every text that a person can see is there in every language, and none is left over."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from string import Formatter

import pytest

import daemun
from daemun.localization import LANGUAGES
from daemun.problem import Problem
from tests.promises.tree import ROOT, read_catalog

Catalogs = Mapping[str, Mapping[str, str]]

PARTS = ("title", "detail")
ON_SCREENS = ("pages.", "problem.", "refusal.", "field_error.")
"""What people read on a screen is said as one says it to them; what operators read is written."""
OF_THE_CONTRACT = ("problem.token_expired.detail", "problem.token_invalid.detail")


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return {language: read_catalog(language) for language in LANGUAGES}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def problem_codes() -> set[str]:
    """The codes of all problems of the package, those of modules that nothing imports yet included."""
    for module in pkgutil.walk_packages(daemun.__path__, "daemun."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {problem.code for problem in subclasses(Problem) if problem.__module__.startswith("daemun.")}


def subclasses(of: type[Problem]) -> Iterator[type[Problem]]:
    yield of
    for subclass in of.__subclasses__():
        yield from subclasses(subclass)


def strings_in_source() -> set[str]:
    in_templates = {
        key.rpartition(".")[2]
        for file in (ROOT / "src" / "daemun").rglob("*.html")
        for key in re.findall(r"\bt\('([a-z_.]+)'", file.read_text())
    }
    return in_templates | {
        node.value
        for file in (ROOT / "src" / "daemun").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def field_error_codes() -> set[str]:
    """The codes that are written out where a FieldError or a refused identifier is made."""
    return {
        argument.value
        for file in (ROOT / "src" / "daemun").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("FieldError", "IdentifierRefused")
        for argument in [
            *node.args[-2:],
            *(keyword.value for keyword in node.keywords if keyword.arg == "code"),
        ]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        if re.fullmatch(r"[a-z_]+", argument.value)
    }


@pytest.mark.requirement("KR-11")
def test_every_language_has_the_same_texts(catalogs: Catalogs) -> None:
    for language in LANGUAGES:
        assert catalogs[language].keys() == catalogs["en"].keys(), language
        assert [key for key, text in catalogs[language].items() if not text.strip()] == []


def test_every_language_fills_in_the_same_facts(catalogs: Catalogs) -> None:
    for language in LANGUAGES:
        differing = {
            key: text
            for key, text in catalogs[language].items()
            if placeholders(text) != placeholders(catalogs["en"][key])
        }
        assert differing == {}, language


def test_every_problem_has_its_texts_and_every_text_its_problem(
    catalogs: Mapping[str, Mapping[str, str]],
) -> None:
    written = {key for key in catalogs["en"] if key.startswith("problem.")}

    assert written == {f"problem.{code}.{part}" for code in problem_codes() for part in PARTS}


def test_every_mistake_in_a_body_has_its_text(catalogs: Catalogs) -> None:
    missing = {code for code in field_error_codes() if f"field_error.{code}" not in catalogs["en"]}

    assert missing == set()


def test_no_text_is_left_over(catalogs: Catalogs) -> None:
    used = strings_in_source()
    keys = [key for key in catalogs["en"] if not key.startswith("problem.")]

    assert [key for key in keys if key.rpartition(".")[2] not in used] == []


@pytest.mark.requirement("KR-11")
def test_korean_sentences_are_polite_and_korean(catalogs: Catalogs) -> None:
    sentences = {key: text for key, text in catalogs["ko"].items() if text.endswith((".", "?"))}
    endings = {
        key: r"요[.:?]" if key.startswith(ON_SCREENS) and key not in OF_THE_CONTRACT else r"니다[.:]"
        for key in sentences
    }

    assert sentences
    assert {key: text for key, text in sentences.items() if not re.search(endings[key], text)} == {}
    assert {key: text for key, text in catalogs["ko"].items() if not re.search("[가-힣]", text)} == {}
