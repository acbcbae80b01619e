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
    """The link to one page. Its secret is in a cookie: reloading and going back lose nothing."""

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
        # Anybody can write a URL: a secret that we did not mail is not put into a cookie.
        hop = self.kept.put(lead_to(page), token if _SOUND.fullmatch(token) else "", max_age=_HOUR)
        # Of the page itself, whose address has no secret, its origin may be told, as of all pages.
        hop.headers["Referrer-Policy"] = "no-referrer"
        return hop

    def token(self) -> str:
        """The secret of the link; empty: none was followed."""
        return self.kept.read() or ""

    def show(self, appearance: Appearance, check: Callable[[str], object]) -> AnyResponse:
        """Ask before the link is used, because programs that look into mails open links, too; or say at once
        that it is over. check: as of `refusal`.
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
        """Why the link that was followed is good for nothing; None: it is good, or none was followed.

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
    """Have the link of a mail that is on its way lead on to where the person wants to be."""
    wanted = present_next()
    if wanted:
        return WANTED_PAGE.put(response, wanted, max_age=_HOUR)
    return WANTED_PAGE.clear(response) if WANTED_PAGE.read() else response


def _kept_page() -> str | None:
    return read_next(WANTED_PAGE.read(), origins=web_context().settings.origins)
