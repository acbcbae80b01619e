"""The Jinja environment of the pages: the application's, or another beside it if the application's has a
different syntax.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask
from jinja2 import Environment, Undefined

_KEPT: Final = "daemun.pages.environment"
_SYNTAX: Final[Mapping[str, Any]] = {
    "block_start_string": "{%",
    "block_end_string": "%}",
    "variable_start_string": "{{",
    "variable_end_string": "}}",
    "comment_start_string": "{#",
    "comment_end_string": "#}",
    "line_statement_prefix": None,
    "line_comment_prefix": None,
}


def page_environment(app: Flask) -> Environment:
    """The environment of the application. If it does not escape, has other delimiters, such as for Vue.js, or
    refuses undefined names: one with its loaders, filters and globals that fits our templates.
    """
    of_application = app.jinja_env
    if _fits(of_application):
        return of_application
    found: Environment | None = app.extensions.get(_KEPT)
    if found is None:
        # Compiled differently, so the application must never find it in its cache.
        found = of_application.overlay(**_SYNTAX, autoescape=True, undefined=Undefined, bytecode_cache=None)
        app.extensions[_KEPT] = found
    return found


def _fits(environment: Environment) -> bool:
    escapes = environment.autoescape
    return (
        (escapes("daemun/page.html") if callable(escapes) else escapes)
        and environment.undefined is Undefined
        and all(getattr(environment, name) == value for name, value in _SYNTAX.items())
    )
