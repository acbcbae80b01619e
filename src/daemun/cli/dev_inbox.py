"""What `daemun dev` adds to the pages: an inbox with the mails that it keeps instead of sending them, and the
demo users. Only in development.
"""

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request

from daemun.http.response_headers import add_security_headers
from daemun.localization import FALLBACK, load_catalogs
from daemun.mail.outbox import Outbox
from daemun.problem import Param

PATH = "/dev/inbox"


def blueprint(outbox: Outbox, demo_users: Mapping[str, str | None]) -> Blueprint:
    """`GET /dev/inbox`, and a link to it on every page. demo_users: passwords by name."""
    routes = Blueprint("dev_inbox", __name__, template_folder="dev_templates")
    catalogs = load_catalogs({})
    routes.app_context_processor(lambda: {"inbox_path": PATH, "demo_users": demo_users})

    @routes.get(PATH)
    def show_inbox() -> Response:
        """Show the mails, newest first."""
        language = request.accept_languages.best_match(catalogs.languages) or FALLBACK

        def text(key: str, **facts: Param) -> str:
            return catalogs.text(language, f"pages.dev.{key}", facts)

        messages = outbox.messages[::-1]
        page = render_template("daemun/inbox.html", messages=messages, language=language, t=text)
        response = add_security_headers(
            Response(page), policy="default-src 'none'; style-src 'unsafe-inline'"
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes
