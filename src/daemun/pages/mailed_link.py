"""The secret in a mailed link: removed from address bar, history and `Referer` on the first request
(RC-04).
"""

import re
from collections.abc import Callable
from typing import Final

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.http.kept_secrets import WANTED_PAGE, KeptSecret
from daemun.http.next_page import present_next, read_next
from daemun.http.web_context import web_context
from daemun.pages.appearance import Appearance
from daemun.pages.cookie_check import lead_to
from daemun.pages.forms import refused_form
from daemun.pages.rendering import render
from daemun.problem import Problem

_HOUR: Final = 3600
_SOUND: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


class MailedLink:
    """The link to one page. A cookie keeps its secret, so reloading and going back work."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.kept = KeptSecret(f"link-{page}", "Lax")

    def hide(self) -> AnyResponse | None:
        """Redirect from the link to the page itself; None: this is the page itself."""
        token = request.args.get("token")
        if token is None:
            return None
        wanted = present_next() or _kept_page()
        page = url_for(f"daemun.pages.{self.page}", next=wanted, lang=request.args.get("lang"))
        # Anybody can write a URL, so only what looks like our secrets goes into a cookie.
        hop = self.kept.put(lead_to(page), token if _SOUND.fullmatch(token) else "", max_age=_HOUR)
        # Only here: the page itself has no secret in its address, so it may send its origin like all pages.
        hop.headers["Referrer-Policy"] = "no-referrer"
        return hop

    def token(self) -> str:
        """The secret of the link; empty: no link was followed."""
        return self.kept.read() or ""

    def show(self, appearance: Appearance, check: Callable[[str], object]) -> AnyResponse:
        """Ask before the link is used, because mail scanners open links, too; or say at once that it has
        expired. check: as of `refusal`.
        """
        refused = self.refusal(check)
        if refused is not None:
            return self.refuse(appearance, refused)
        return render(self.page, appearance, token=self.token())

    def refuse(self, appearance: Appearance, problem: Problem) -> AnyResponse:
        """Say why the link did not work, and clear it."""
        form = refused_form(problem)
        return self.kept.clear(render(self.page, appearance, form=form, status=problem.status, token=""))

    def refusal(self, check: Callable[[str], object]) -> OneTimeTokenRefused | None:
        """Why the followed link does not work; None: it works, or no link was followed.

        check: raises OneTimeTokenRefused, and spends nothing.
        """
        token = self.token()
        try:
            if token:
                check(token)
        except OneTimeTokenRefused as refused:
            return refused
        return None


def keep_wanted_page(response: AnyResponse) -> AnyResponse:
    """Remember the requested page, so that the link of a mail being sent leads there."""
    wanted = present_next()
    if wanted:
        return WANTED_PAGE.put(response, wanted, max_age=_HOUR)
    return WANTED_PAGE.clear(response) if WANTED_PAGE.read() else response


def _kept_page() -> str | None:
    return read_next(WANTED_PAGE.read(), origins=web_context().settings.origins)
