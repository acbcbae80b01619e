"""Posting a form from another site again from our own page: with the first post, browsers send no `SameSite`
cookies (OAuth 2.0 Form Post Response Mode).
"""

from base64 import b64encode
from collections.abc import Collection, Mapping
from hashlib import sha256
from html import escape
from string import Template
from typing import Final

from flask import Response, request

from daemun.http.body import read_form
from daemun.http.csrf import allowed_origins
from daemun.http.language import present_language
from daemun.http.response_headers import add_security_headers
from daemun.http.web_context import web_context

_OURS: Final = "from_our_page"
_SCRIPT: Final = "document.forms[0].submit()"
_PAGE: Final = Template(
    """<!doctype html>
<html lang="$language">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$title</title>
<form method="post" action="$action">
$fields
<button>$go_on</button>
</form>
<script>$script</script>
</html>
"""
)


def read_posted(names: Collection[str]) -> Mapping[str, str] | None:
    """The fields with these names, if our own page posted them; None: show that page first.

    Raises BodyTooLarge.
    """
    form = read_form()
    return {name: form[name] for name in names if name in form} if _OURS in form else None


def post_from_our_page(names: Collection[str]) -> Response:
    """The page that posts these fields again; with a button, for browsers without scripts."""
    language, catalogs = present_language(), web_context().catalogs
    fields = {name: request.form[name] for name in names if name in request.form} | {_OURS: "1"}
    page = _PAGE.substitute(
        language=language,
        title=escape(catalogs.text(language, "form_post.title")),
        go_on=escape(catalogs.text(language, "form_post.go_on")),
        action=escape(request.root_path + request.path),
        script=_SCRIPT,
        fields="\n".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items()
        ),
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    # Browsers apply form-action to redirects after the post, too.
    origins = " ".join(("'self'", *allowed_origins(web_context().settings)))
    digest = b64encode(sha256(_SCRIPT.encode()).digest()).decode()
    return add_security_headers(
        response,
        policy=(
            f"default-src 'none'; script-src 'sha256-{digest}'; base-uri 'none'; form-action {origins}; "
            "frame-ancestors 'none'"
        ),
    )
