"""`/openapi.json`: what is mounted here. `/docs`: Swagger UI to try it, served from our own files only."""

import json
from functools import cache, lru_cache
from hashlib import sha256
from html import escape
from importlib import resources
from string import Template
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request

from daemun.http.errors import NotFound
from daemun.http.language import present_language
from daemun.http.response_headers import add_security_headers
from daemun.http.web_context import web_context

_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MAX_AGE = 86400


def blueprint() -> Blueprint:
    """`GET /openapi.json`, `GET /docs`, and the files of that page."""
    routes = Blueprint("description", __name__)

    # Built once for each path at which servers mount the application.
    @lru_cache(maxsize=4)
    def description(mounted_at: str) -> bytes:
        from daemun.http.openapi import describe_api

        web = web_context()
        document = describe_api(
            current_app,
            http=web.settings,
            transport=web.transport,
            profile=web.profile,
            server=mounted_at + web.settings.url_prefix,
        )
        return json.dumps(document, ensure_ascii=False).encode()

    @routes.get("/openapi.json")
    def show_description() -> Response:
        """Describe this API (OpenAPI 3.1)."""
        content = description(quote(request.root_path))
        return _file(content, "application/json", sha256(content).hexdigest(), cached="no-cache")

    @routes.get("/docs")
    def show_page() -> Response:
        """Show a page for trying this API."""
        language, catalogs = present_language(), web_context().catalogs
        texts = {name: catalogs.text(language, f"api_page.{name}") for name in ("title", "no_script")}
        page = Template(_read("page.html").decode()).substitute(
            {name: escape(text) for name, text in texts.items()},
            language=language,
            style=_digest("swagger-ui.css"),
            bundle=_digest("swagger-ui-bundle.js"),
            start=_digest("start.js"),
        )
        response = Response(page, content_type="text/html; charset=utf-8")
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Language"] = language
        response.vary.add("Accept-Language")
        return add_security_headers(response, policy=_POLICY)

    @routes.get("/docs/<name>")
    def show_asset(name: str) -> Response:
        """Serve a file of the page."""
        if name not in _ASSETS:
            raise NotFound
        # The address in the page changes with the content.
        return _file(_read(name), _ASSETS[name], _digest(name), cached=f"public, max-age={_MAX_AGE}")

    return routes


def _file(content: bytes, content_type: str, etag: str, *, cached: str) -> Response:
    response = Response(content, content_type=content_type)
    response.set_etag(etag)
    response.headers["Cache-Control"] = cached
    add_security_headers(response)
    response.make_conditional(request)
    return response


def _read(name: str) -> bytes:
    return resources.files("daemun.http").joinpath("api_page", name).read_bytes()


@cache
def _digest(name: str) -> str:
    return sha256(_read(name)).hexdigest()
