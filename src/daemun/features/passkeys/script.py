"""`/daemun-passkeys.js`: the browser's half, for pages of the application's own."""

from hashlib import sha256
from importlib import resources

from flask import Blueprint, Response, request

from daemun.http.response_headers import add_security_headers

NAME = "daemun-passkeys.js"


def mount(routes: Blueprint) -> None:
    """Put the script beside the calls that it makes."""

    @routes.get(f"/{NAME}")
    def show_script() -> Response:
        """Serve the script."""
        content = resources.files("daemun.features.passkeys").joinpath("static", NAME).read_bytes()
        response = Response(content, content_type="text/javascript; charset=utf-8")
        response.set_etag(sha256(content).hexdigest())
        response.headers["Cache-Control"] = "no-cache"
        add_security_headers(response)
        response.make_conditional(request)
        return response
