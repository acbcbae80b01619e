"""The secret of a mail's link: out of the address bar, the history and `Referer` at the first hop (RC-04)."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, unquote

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.http.kept_secrets import WANTED_PAGE, KeptSecret
from daemun.http.next_page import read_next
from daemun.http.web_context import web_context
from daemun.pages.cookie_check import lead_to
from daemun.pages.rendering import present_next

_HOUR: Final = 3600
_MAX_KEPT: Final = 1024
_SOUND: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


class MailedLink:
    """The link to one page. Its secret is in a cookie: reloading and going back lose nothing."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.kept = KeptSecret(f"link-{page}", "Lax")

    def hide(self) -> AnyResponse | None:
        """Lead who followed the link to the page itself; None: this is the page itself."""
        token = request.args.get("token")
        if token is None:
            return None
        wanted = present_next() or _kept_page()
        page = url_for(f"daemun.pages.{self.page}", next=wanted, lang=request.args.get("lang"))
        # Anybody can write an address: what no mail of ours says goes into no cookie.
        hop = self.kept.put(lead_to(page), token if _SOUND.fullmatch(token) else "", max_age=_HOUR)
        # Of the page itself, whose address has no secret, its origin may be told, as of all pages.
        hop.headers["Referrer-Policy"] = "no-referrer"
        return hop

    def token(self) -> str:
        """What the link said; empty: none was followed."""
        return self.kept.read() or ""

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
    kept = quote(present_next() or "", safe="")
    if not kept or len(kept) > _MAX_KEPT:
        return WANTED_PAGE.clear(response) if WANTED_PAGE.read() else response
    return WANTED_PAGE.put(response, kept, max_age=_HOUR)


def _kept_page() -> str | None:
    return read_next(unquote(WANTED_PAGE.read() or ""), origins=web_context().settings.origins)
