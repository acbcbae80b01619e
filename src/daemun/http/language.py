"""The language in which the present request is answered."""

from flask import request

from daemun.http.parts import http_parts


def present_language() -> str:
    """The language of the person who asks: by `Accept-Language`, else the default."""
    parts = http_parts()
    return request.accept_languages.best_match(parts.catalogs.languages) or parts.http.default_language
