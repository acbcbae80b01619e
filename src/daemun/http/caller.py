"""The caller of a request, determined once per request from its token.

In cookie transport a login lasts as long as its session: if the access cookie has expired and the refresh
cookie is valid, the request is renewed, and its response sets the new cookies.

A Socket.IO event has the cookies of its connection's first request, however old. The caller admitted then
stays as long as the session lives, and the refresh cookie is not used.
"""

from dataclasses import dataclass
from typing import Final, assert_never, cast

from flask import Request, Response, after_this_request, request
from werkzeug.local import LocalProxy

from daemun.http.cookies import clear_tokens, put_tokens, sets_tokens
from daemun.http.errors import TokenExpired, TokenInvalid, TokenRevoked
from daemun.http.token_places import TokenCookies, find_access_token, find_token_cookies
from daemun.http.token_texts import NotRenewed, TokenTexts
from daemun.http.web_context import WebContext, web_context
from daemun.problem import Problem
from daemun.scope import ContradictoryToken, Restriction, read_restriction
from daemun_verify import InvalidToken, VerifiedToken

_REQUEST: Final = cast("LocalProxy[Request]", request)
_CALLER: Final = "daemun_caller"
_OF_CONNECTION: Final = "daemun.access_token"
"""In the environ that all events of a connection share: its access token and the session of that token."""


@dataclass(slots=True)
class Caller:
    """The sender of a request."""

    token: VerifiedToken | None = None
    """Verified; None: anonymous."""
    refusal: Problem | None = None
    """Why its token was refused; None: it had none."""
    restriction: Restriction | None = None
    """The only thing that the token may be used for, besides logging out."""
    is_guest: bool = False
    """Whether an `optional` view treats the request as anonymous: it has no token, or dead cookies."""
    is_admitted: bool = False
    """Whether a guard has admitted it."""
    user: object = None
    """The `CurrentUser`, once it was asked for."""

    @property
    def session_id(self) -> str:
        """The session of its token; empty, which is no session's id, without one."""
        return "" if self.token is None else self.token.session_id or ""

    @property
    def is_user(self) -> bool:
        """Whether views may treat this as the user: a restricted session only if a guard admitted it."""
        return self.token is not None and (self.restriction is None or self.is_admitted)


def present_caller() -> Caller:
    """The caller of the current request. No I/O, unless it renews the session."""
    asked = _present_request()
    known: Caller | None = vars(asked).get(_CALLER)
    if known is None:
        # A log filter may ask while this runs: until it is done, the caller is anonymous.
        known = vars(asked)[_CALLER] = Caller(is_guest=True)
        try:
            _find(known, asked, web_context())
        except Problem as refusal:
            known.refusal, known.is_guest = refusal, False
    return known


def present_session_id() -> str:
    """The session of the current request; without one empty, which is refused like an ended session."""
    return present_caller().session_id


def found_token() -> VerifiedToken | None:
    """The token of the current request, if it was already determined. For logs."""
    known: Caller | None = vars(_present_request()).get(_CALLER)
    return None if known is None else known.token


def replace_caller(access_token: str | None) -> None:
    """Make the user who just logged in the caller of the current request; None: it becomes anonymous."""
    caller = vars(_present_request())[_CALLER] = Caller(is_guest=True)
    if access_token is not None:
        _take(caller, access_token, web_context())


def _present_request() -> Request:
    """The request itself, not its proxy: a context may serve several, as in tests."""
    return _REQUEST._get_current_object()  # noqa: SLF001 - its own way


def _find(caller: Caller, asked: Request, web: WebContext) -> None:
    text = find_access_token(asked, web)
    if text is not None:
        _take(caller, text, web)
    else:
        _find_in_cookies(caller, asked, web)


def _find_in_cookies(caller: Caller, asked: Request, web: WebContext) -> None:
    cookies = find_token_cookies(asked, web)
    if cookies is None:
        return
    if hasattr(asked, "event"):
        _find_in_connection(caller, cookies, asked, web)
        return
    if cookies.access is not None:
        try:
            _take(caller, cookies.access, web)
        except (TokenExpired, TokenInvalid, TokenRevoked) as refusal:
            caller.refusal = refusal
        else:
            return
    renewed = NotRenewed.ENDED if cookies.refresh is None else web.renew_session(cookies.refresh)
    match renewed:
        case TokenTexts():
            _go_on(caller, renewed, web)
        case NotRenewed.ENDED:
            after_this_request(_clear_dead)
        case NotRenewed.OVERTAKEN:
            # Clearing cookies now would clear the newer ones.
            return
        case other:
            assert_never(other)


def _find_in_connection(caller: Caller, cookies: TokenCookies, asked: Request, web: WebContext) -> None:
    """Find the caller of a Socket.IO event. The connection keeps its old cookies when the page renews them:
    its refresh token would look stolen, and end the session.
    """
    kept: tuple[str, str] | None = asked.environ.get(_OF_CONNECTION)
    access = cookies.access if kept is None else kept[0]
    try:
        _take(caller, access or "", web)
    except (TokenExpired, TokenInvalid, TokenRevoked) as refusal:
        caller.refusal = refusal
        access = _continue(cookies, kept, is_first=vars(asked)["event"]["message"] == "connect", web=web)
        if access is None:
            return
        _take(caller, access, web)
    asked.environ[_OF_CONNECTION] = access, caller.session_id


def _continue(
    cookies: TokenCookies, kept: tuple[str, str] | None, *, is_first: bool, web: WebContext
) -> str | None:
    if kept is not None:
        return web.continue_session(kept[1])
    # The connecting request has the page's current cookies. A successor that nobody receives does no harm.
    renewed = web.renew_session(cookies.refresh) if is_first and cookies.refresh is not None else None
    return renewed.access_token if isinstance(renewed, TokenTexts) else None


def _go_on(caller: Caller, renewed: TokenTexts, web: WebContext) -> None:
    """Continue with the successor. Parallel requests of a page get the same one; a lost response does no
    harm, because the old refresh token stays valid until its successor is used.
    """
    _take(caller, renewed.access_token, web)

    def put(response: Response) -> Response:
        # A view that logged a user in or out has set its own cookies; if another request did so meanwhile,
        # the browser's are newer.
        is_overtaken = sets_tokens(response) or _is_revoked(renewed.access_token, web)
        return response if is_overtaken else put_tokens(response, renewed)

    after_this_request(put)


def _clear_dead(response: Response) -> Response:
    return response if sets_tokens(response) else clear_tokens(response)


def _take(caller: Caller, text: str, web: WebContext) -> None:
    token = _verify(text, web)
    try:
        caller.restriction = read_restriction(
            web.audience, token_audience=token.audience, scopes=token.scopes
        )
    except ContradictoryToken:
        raise TokenInvalid from None
    caller.token, caller.refusal = token, None


def _is_revoked(text: str, web: WebContext) -> bool:
    try:
        _verify(text, web)
    except (TokenExpired, TokenRevoked) as refusal:
        # A very slow view may outlast the access token; the refresh token is still valid.
        return isinstance(refusal, TokenRevoked)
    return False


def _verify(text: str, web: WebContext) -> VerifiedToken:
    web.follow_revocations()
    for verifier in (web.verifier, *web.limited_verifiers):
        try:
            return verifier.verify(text)
        except InvalidToken as refusal:
            match refusal.code:
                case "wrong_audience":
                    continue
                case "expired":
                    raise TokenExpired from None
                case "revoked":
                    raise TokenRevoked from None
                case _:
                    raise TokenInvalid from None
    raise TokenInvalid
