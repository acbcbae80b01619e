"""The language in which the present request is answered."""

from flask import request

from daemun.http.web_context import web_context


def present_language() -> str:
    """The language of the person who asks: by `Accept-Language`, else the default."""
    web = web_context()
    return request.accept_languages.best_match(web.catalogs.languages) or web.settings.default_language
