"""All texts for users: keyed TOML catalogs, one per language, with the same keys.

An application overrides our texts and adds languages with files of the same names in a folder.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Final

from daemun.problem import Param

LANGUAGES: Final = ("en", "ko")
FALLBACK: Final = "en"
OWN: Final = "own."
"""The prefix of texts that an application adds; all other keys are ours."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Texts = Mapping[str, str]


class Catalogs:
    """Texts by language and key, with English as the fallback."""

    def __init__(self, texts: Mapping[str, Texts]) -> None:
        self._texts = texts

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the catalogs; English is first."""
        return tuple(self._texts)

    def text(self, language: str, key: str, params: Mapping[str, Param] = MappingProxyType({})) -> str:
        """The text of a key such as `problem.token_expired.detail`, its placeholders filled in; empty for a
        key that no catalog has.
        """
        template = self._texts[language].get(key) or self._texts[FALLBACK].get(key, "")
        if not params:
            return template
        return template.format_map(_Facts({name: _written(value) for name, value in params.items()}))

    def problem_text(
        self, language: str, code: str, part: str, params: Mapping[str, Param] = MappingProxyType({})
    ) -> str:
        """The `title` or `detail` of a problem, ours or the application's (`own.<code>.title`)."""
        ours = self.text(language, f"problem.{code}.{part}", params)
        return ours or self.text(language, f"{OWN}{code}.{part}", params)

    def sentence(self, language: str, text: str, params: Mapping[str, Param] = MappingProxyType({})) -> str:
        """A sentence, given either as text or as the key of a text, such as the application's
        `own.only_colleagues`.
        """
        return self.text(language, text, params) or text


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """The application's texts by language and key, and the mistakes in its files."""

    texts: Mapping[str, Texts]
    mistakes: tuple[str, ...] = ()


def load_catalogs(own: Mapping[str, Texts] = MappingProxyType({})) -> Catalogs:
    """Read the catalogs of the package; `own` has texts of the application by language and key."""
    ours = _read_ours()
    languages = dict.fromkeys((*ours, *own))
    return Catalogs({each: {**ours.get(each, {}), **own.get(each, {})} for each in languages})


def read_own_texts(folder: Path) -> OwnTexts:
    """Read `<folder>/<language>.toml`, and report every mistake in them."""
    if not folder.is_dir():
        return OwnTexts({}, (f"{folder}: no such folder",))
    ours = _read_ours()[FALLBACK]
    texts: dict[str, Texts] = {}
    mistakes: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        if not _LANGUAGE.fullmatch(file.stem):
            mistakes.append(f"{file.name}: not named for a language, such as ko.toml")
            continue
        try:
            texts[file.stem] = dict(_flat(tomllib.loads(file.read_text(encoding="utf-8-sig"))))
        except (ValueError, OSError) as error:
            mistakes.append(f"{file.name}: {error}")
            continue
        mistakes += [f"{file.name}: {mistake}" for mistake in _mistakes(texts[file.stem], ours)]
    return OwnTexts(texts, tuple(mistakes))


class _Facts(dict[str, str]):
    """Keeps a placeholder for which the problem has no value."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


@cache
def _read_ours() -> Mapping[str, Texts]:
    folder = resources.files("daemun").joinpath("locales")
    return {
        language: dict(_flat(tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8"))))
        for language in LANGUAGES
    }


def _mistakes(texts: Texts, ours: Texts) -> Iterator[str]:
    for key, text in texts.items():
        if key not in ours and not key.startswith(OWN):
            near = get_close_matches(key, ours, n=1)
            yield f"{key}: no such text" + (f"; did you mean {near[0]}?" if near else "")
            continue
        try:
            used = _placeholders(text)
        except ValueError as error:
            yield f"{key}: {error}; write {{{{ for a brace"
            continue
        known = _placeholders(ours[key]) if key in ours else {name for name in used if name.isidentifier()}
        for name in sorted(used - known):
            yield f"{key}: no placeholder {{{name}}} here; there is {_listed(known)}"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _flat(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        match value:
            case Mapping():
                yield from _flat(value, f"{prefix}{name}.")
            case str():
                yield prefix + name, value
            case _:
                raise ValueError(f"{prefix}{name} must be text")


def _written(value: Param) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
