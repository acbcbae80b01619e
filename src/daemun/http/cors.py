"""CORS for the origins of `DAEMUN_HTTP_ORIGINS`, on our own calls only (Fetch standard, section 3.2)."""

from flask import Blueprint, Response, request

from daemun.http.csrf import allowed_origins
from daemun.http.web_context import web_context

_METHODS = "GET, POST, PATCH, DELETE"
_SECONDS = "600"


def install(blueprint: Blueprint) -> None:
    """Answer preflights, and let pages of the listed origins read our answers."""
    blueprint.after_request(_open)


def _open(response: Response) -> Response:
    web = web_context()
    if not web.settings.origins:
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin is None or origin not in allowed_origins(web.settings):
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    # Pages of these origins may read answers to requests with cookies, too.
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Expose-Headers"] = "Retry-After, WWW-Authenticate"
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = f"Content-Type, {web.transport.header}"
        response.headers["Access-Control-Max-Age"] = _SECONDS
    return response
