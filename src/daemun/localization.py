"""Every text that a person sees: keyed TOML catalogs, one for each language, same keys in all."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from daemun.problem import Param

LANGUAGES = ("en", "ko")


class Catalogs:
    """Texts by language and key. The application's own texts come before ours."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    def text(self, language: str, key: str, params: Mapping[str, Param] = MappingProxyType({})) -> str:
        """The text of a key such as `problem.token_expired.detail`, its placeholders filled in.

        A key that no catalog has (a problem of the application's own) gives empty text.
        """
        template = self._texts[language].get(key, "")
        if not params:
            return template
        return template.format_map({name: _written(value) for name, value in params.items()})


def load_catalogs(own: Mapping[str, Mapping[str, str]] | None = None) -> Catalogs:
    """Read the catalogs of the package; `own` has texts of the application by language and dotted key."""
    texts = {}
    for language in LANGUAGES:
        file = resources.files("daemun").joinpath("locales", f"{language}.toml")
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        texts[language] = {**_flatten(content), **(own or {}).get(language, {})}
    return Catalogs(texts)


def _flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = str(value)
    return flat


def _written(value: Param) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
