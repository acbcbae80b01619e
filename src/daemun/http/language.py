"""The language in which the current request is answered."""

from typing import Final

from flask import request

from daemun.http.web_context import web_context

_CHOSEN: Final = "daemun.language"


def present_language() -> str:
    """The caller's language: what they chose, else by `Accept-Language`, else the default."""
    chosen: str | None = request.environ.get(_CHOSEN)
    if chosen is not None:
        return chosen
    web = web_context()
    return request.accept_languages.best_match(web.catalogs.languages) or web.settings.default_language


def choose_language(language: str) -> None:
    """Answer the current request in a language that the user chose; it must have a catalog."""
    request.environ[_CHOSEN] = language
