"""The secret of a mail's link: out of the address bar, the history and `Referer` at the first hop (RC-04)."""

import re
from typing import Final

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.http.kept_secrets import KeptSecret
from daemun.pages.cookie_check import lead_to
from daemun.pages.rendering import present_next

_HOUR: Final = 3600
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
        page = url_for(f"daemun.pages.{self.page}", next=present_next(), lang=request.args.get("lang"))
        # Anybody can write an address: what no mail of ours says goes into no cookie.
        hop = self.kept.put(lead_to(page), token if _SOUND.fullmatch(token) else "", max_age=_HOUR)
        # Of the page itself, whose address has no secret, its origin may be told, as of all pages.
        hop.headers["Referrer-Policy"] = "no-referrer"
        return hop

    def token(self) -> str:
        """What the link said; empty: none was followed."""
        return self.kept.read() or ""
