"""Redirects to a provider and back, the same for the API and the pages."""

from typing import Final
from urllib.parse import quote

from flask import Response, request, url_for

from daemun.features.social_login.login import LIFETIME, SocialLogin
from daemun.features.social_login.model import Begun, Wish
from daemun.http.cookies import AnyResponse
from daemun.http.current_user import current_token, current_user
from daemun.http.kept_secrets import LAST_PROVIDER, LOGIN_WITH
from daemun.http.next_page import NEXT_PARAMETER, read_next
from daemun.http.origin import present_origin, present_site_address
from daemun.http.response_headers import add_security_headers
from daemun.http.web_context import web_context

_YEAR: Final = 31_536_000


def callback_address(provider: str) -> str:
    """Where browsers return to: the address to register at the provider."""
    return present_site_address() + url_for("daemun.social_login.finish", provider=provider)


def begin_login(social_login: SocialLogin, provider: str, *, challenge: str | None, remember: bool) -> Begun:
    """Redirect the user to log in with a provider; a logged-in user authenticates again."""
    wish = Wish(
        redirect_uri=callback_address(provider),
        next_page=wanted_page(),
        challenge=challenge,
        remember=remember,
        session_id=current_token.session_id if current_user else None,
    )
    return social_login.begin(provider, wish, present_origin(), browser=LOGIN_WITH.read())


def begin_invited(social_login: SocialLogin, provider: str, *, invitation: str, next_page: str) -> Begun:
    """Redirect the holder of an invitation to accept it with a provider account.

    A user who is logged in already is somebody else.
    """
    wish = Wish(redirect_uri=callback_address(provider), next_page=next_page, invitation=invitation)
    return social_login.begin(provider, wish, present_origin(), browser=LOGIN_WITH.read())


def begin_connecting(social_login: SocialLogin, provider: str, *, next_page: str) -> Begun:
    """Redirect the logged-in user to connect a provider account."""
    wish = Wish(
        redirect_uri=callback_address(provider),
        next_page=next_page,
        user_id=current_user.id,
        session_id=current_token.session_id,
    )
    return social_login.begin(provider, wish, present_origin(), browser=LOGIN_WITH.read())


def put_begun(response: AnyResponse, begun: Begun) -> AnyResponse:
    """Let the browser prove on its return that it began the flow."""
    return LOGIN_WITH.put(response, begun.browser, max_age=int(LIFETIME.total_seconds()))


def put_last_provider(response: AnyResponse, provider: str) -> AnyResponse:
    """Let the browser remember how the user logs in here."""
    return LAST_PROVIDER.put(response, provider, max_age=_YEAR)


def wanted_page() -> str:
    """The page that the user wants afterwards."""
    return asked_page() or "/"


def asked_page() -> str | None:
    """As `wanted_page`; None: the request does not say."""
    return read_next(request.args.get(NEXT_PARAMETER), origins=web_context().settings.origins)


def lead_to(address: str) -> Response:
    """Send the browser to an address, ours or a provider's."""
    response = Response(status=302)
    response.headers["Location"] = quoted(address)
    response.headers["Cache-Control"] = "no-store"
    return add_security_headers(response)


def quoted(address: str) -> str:
    """An address that is safe in a header."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%-._~")
