"""Answers of the API: JSON, and the headers that each of them carries."""

import json
from collections.abc import Mapping

from flask import Response

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The content security policy of responses that are not pages."""
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def json_response(body: Mapping[str, object], *, status: int = 200) -> Response:
    """Personal or secret JSON: no cache may store it (RFC 9111 section 5.2.2.5)."""
    response = Response(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return add_security_headers(response)


def empty_response(status: int = 204) -> Response:
    """An answer without a body."""
    response = Response(status=status)
    del response.headers["Content-Type"]
    response.headers["Cache-Control"] = "no-store"
    return add_security_headers(response)


def add_security_headers(response: Response, *, policy: str = NOTHING) -> Response:
    """Only on our own answers: the host's other routes are not ours to change.

    policy: what a page may load; other answers load nothing.
    """
    response.headers.update(_SECURITY_HEADERS)
    response.headers["Content-Security-Policy"] = policy
    return response
