"""The language of pages: that of a link, remembered by browser and account, or else the browser's."""

from typing import Final

from flask import Response, current_app, request, url_for

from daemun.features.users.service import Users
from daemun.http.current_user import current_user
from daemun.http.language import choose_language
from daemun.http.next_page import NEXT_PARAMETER
from daemun.http.web_context import web_context

LANGUAGE_COOKIE: Final = "__Host-daemun-language"
LANGUAGE_PARAMETER: Final = "lang"
_YEAR: Final = 31_536_000


def remember_language(users: Users) -> None:
    """Answer in the language remembered by the browser, else in that of the account."""
    if choose_as_browser() or not current_user:
        return
    user = users.find(current_user.id)
    if user is not None and user.language in web_context().catalogs.languages:
        choose_language(user.language)


def choose_as_browser() -> bool:
    """Answer in the language of a link that was followed, or of the cookie. False: there is neither."""
    remembered = _followed() or request.cookies.get(LANGUAGE_COOKIE)
    if remembered not in web_context().catalogs.languages:
        return False
    choose_language(remembered)
    return True


def put_language(response: Response, users: Users) -> Response:
    """Remember a language chosen by a link, in the browser and, for other browsers, in the account."""
    followed = _followed()
    if followed is None or response.status_code >= 400:
        return response
    response.set_cookie(
        LANGUAGE_COOKIE, followed, max_age=_YEAR, path="/", secure=True, httponly=True, samesite="Lax"
    )
    user = users.find(current_user.id) if current_user else None
    if user is not None and user.language != followed:
        users.choose_language(user.id, followed)
    return response


def is_page_again() -> bool:
    """Whether a link to the current address leads to a page, even if the current request is a form."""
    if request.method in ("GET", "HEAD"):
        return True
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(method="GET")


def language_address(code: str, next_page: str | None) -> str:
    """The current page in another language, keeping `next`."""
    if request.endpoint is None:
        return f"?{LANGUAGE_PARAMETER}={code}"
    arguments = {name: text for name, text in request.args.items() if name != LANGUAGE_PARAMETER}
    if next_page is not None:
        arguments[NEXT_PARAMETER] = next_page
    return url_for(request.endpoint, **{**(request.view_args or {}), **arguments, LANGUAGE_PARAMETER: code})


def _followed() -> str | None:
    asked = request.args.get(LANGUAGE_PARAMETER)
    return asked if asked in web_context().catalogs.languages else None
