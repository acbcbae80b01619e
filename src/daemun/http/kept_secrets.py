"""Secrets that a browser keeps in a cookie between two steps of a flow, out of reach of scripts."""

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, unquote

from flask import request

from daemun.http.cookies import AnyResponse, cookie_name, set_cookie
from daemun.http.token_places import find_cookie
from daemun.http.web_context import web_context

_MAX_TEXT: Final = 1024


@dataclass(frozen=True, slots=True)
class KeptSecret:
    """One kind of secret that a browser keeps. `Lax`: for a flow that returns from another site."""

    purpose: str
    same_site: Literal["Lax", "Strict"]

    def put(self, response: AnyResponse, secret: str, *, max_age: int) -> AnyResponse:
        """Have the browser keep a secret. max_age: seconds."""
        name = cookie_name(web_context().transport, self.purpose)
        set_cookie(response, name, secret, same_site=self.same_site, max_age=max_age)
        return response

    def clear(self, response: AnyResponse) -> AnyResponse:
        """Clear the cookie: the flow has ended."""
        return self.put(response, "", max_age=0)

    def read(self) -> str | None:
        """Read what the current request brings; None: nothing. Raises TokenAmbiguous for two."""
        return find_cookie(request, cookie_name(web_context().transport, self.purpose))


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text that is not secret, kept in the same way; not kept if it is too long for a cookie."""

    cookie: KeptSecret

    def put(self, response: AnyResponse, text: str, *, max_age: int) -> AnyResponse:
        """Have the browser keep a text. max_age: seconds."""
        written = quote(text, safe="")
        return self.cookie.put(response, written if len(written) <= _MAX_TEXT else "", max_age=max_age)

    def clear(self, response: AnyResponse) -> AnyResponse:
        """Clear the cookie."""
        return self.cookie.clear(response)

    def read(self) -> str:
        """Read what the current request brings; empty: nothing. Raises TokenAmbiguous for two."""
        return unquote(self.cookie.read() or "")


REGISTRATION: Final = KeptSecret("registration", "Lax")
"""A registration waiting for the mailed code."""
ATTEMPT: Final = KeptSecret("attempt", "Lax")
"""A login waiting for a second factor."""
LOGIN_CODE: Final = KeptSecret("login-code", "Strict")
"""This browser asked for a login code by mail."""
TRUSTED_DEVICE: Final = KeptSecret("trusted-device", "Strict")
"""Stands for a second factor, in every transport."""
RESET_FOR: Final = KeptText(KeptSecret("reset-for", "Strict"))
"""The name for which this browser requested a new password. URLs of pages contain no names."""
WANTED_PAGE: Final = KeptText(KeptSecret("next", "Lax"))
"""Where to go on after a mailed link, if it is opened in the same browser."""
LOGIN_WITH: Final = KeptSecret("login-with", "Lax")
"""This browser is on its way to a provider and back."""
CONNECT: Final = KeptSecret("connect", "Lax")
"""A provider account waiting to be connected once its owner has logged in."""
COMPLETE: Final = KeptSecret("complete", "Lax")
"""A provider account waiting for the fields that the application requires of new users."""
LAST_PROVIDER: Final = KeptSecret("provider", "Lax")
"""Not secret: the provider last used to log in here."""
