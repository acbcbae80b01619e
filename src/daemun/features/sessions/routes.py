"""`/refresh`, `/logout`, `/sessions`, and `/verify` for a reverse proxy."""

from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.lockout.errors import TooManyTries
from daemun.features.sessions.errors import SessionEnded, SessionNotFound, SessionOvertaken
from daemun.features.sessions.model import Session
from daemun.features.sessions.responses import answer_issued
from daemun.features.sessions.service import Sessions
from daemun.features.sessions.settings import SessionSettings
from daemun.http import forward_auth
from daemun.http.body import Body, has_body, media_type, read_body, says_nothing
from daemun.http.caller import present_session_id
from daemun.http.cookies import clear_cookies
from daemun.http.csrf import refuse_cross_site
from daemun.http.current_user import current_token, current_user
from daemun.http.demands import Demands
from daemun.http.errors import TokenAmbiguous, TokenInvalid, TokenMissing, UnsupportedMediaType
from daemun.http.guard import login_required
from daemun.http.operation import TIMESTAMP, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.problem_response import problem_response
from daemun.http.response_headers import empty_response, json_response
from daemun.http.token_places import find_access_token, find_token_cookies, has_bearer
from daemun.http.token_response import TokensAnswer
from daemun.http.web_context import web_context
from daemun.problem import Problem


class RefreshBody(Body):
    """The refresh token, if it is not in a cookie."""

    refresh_token: str = Field(max_length=1024)


class LogOutBody(Body):
    """The refresh token, if neither an access token nor a cookie identifies the session."""

    refresh_token: str | None = Field(default=None, max_length=1024)


class SessionAnswer(TypedDict):
    """One login on one device."""

    id: str
    device: Annotated[str, Field(description="The user agent that logged in.")]
    address: Annotated[str | None, Field(description="The address from which the login came.")]
    created_at: Annotated[str, TIMESTAMP]
    last_used_at: Annotated[str, TIMESTAMP]
    expires_at: Annotated[str, TIMESTAMP]
    authenticated_at: Annotated[str, TIMESTAMP]
    amr: Annotated[list[str], Field(description="How the user logged in (RFC 8176).")]
    acr: Annotated[str, Field(description="The level reached: `aal1`, `aal2`, `aal3`.")]
    current: Annotated[bool, Field(description="Whether this request belongs to it.")]


class SessionListAnswer(TypedDict):
    """Live sessions, newest first."""

    sessions: list[SessionAnswer]


_REFRESH = Operation(
    body=RefreshBody,
    example={"refresh_token": "the newest one that you received"},
    answer=TokensAnswer,
    opens_session=True,
    takes_refresh_cookie=True,
    problems=(SessionEnded, TooManyTries),
)
_LOG_OUT = Operation(
    body=LogOutBody,
    is_body_optional=True,
    status=204,
    takes_refresh_cookie=True,
    problems=(TokenMissing, TokenInvalid, TokenAmbiguous),
)
_LIST_SESSIONS = Operation(answer=SessionListAnswer)
_END_SESSION = Operation(status=204, problems=(SessionNotFound,))
_END_OTHER_SESSIONS = Operation(status=204)
_VERIFY_HEADERS = {
    "X-Auth-User": "Id of the user.",
    "X-Auth-Roles": "Roles, percent-encoded (RFC 3986), separated by commas.",
}


def blueprint(sessions: Sessions, settings: SessionSettings) -> Blueprint:  # noqa: C901 - one for each view
    """`POST /refresh`, `POST /logout`, `GET`, `DELETE /sessions`, `DELETE /sessions/<id>`, `GET /verify`."""
    routes = Blueprint("sessions", __name__)

    @routes.post("/refresh")
    @describe(_REFRESH)
    def refresh() -> Response:
        """Exchange a refresh token for its successor and a new access token."""
        try:
            cookie = _cookie_to_refresh()
            presented = cookie if cookie is not None else read_body(RefreshBody).refresh_token
            return answer_issued(sessions.refresh(presented, present_origin()))
        except SessionOvertaken:
            # The browser has newer cookies.
            raise
        except SessionEnded as ended:
            return clear_cookies(problem_response(ended))

    @routes.post("/logout")
    @describe(_LOG_OUT)
    def log_out() -> Response:
        """End the session of an access token, even an expired one, or of a refresh token."""
        in_body = read_body(LogOutBody).refresh_token if _has_json_body() else None
        access_token = _access_token()
        # A bearer token and a body take precedence over cookies, as everywhere.
        cookie = None if in_body or has_bearer(request) else _refresh_cookie()
        origin = present_origin()
        is_known = (
            (in_body is not None and sessions.log_out_by_refresh_token(in_body, origin))
            or (access_token is not None and sessions.log_out_by_access_token(access_token, origin))
            or (cookie is not None and sessions.log_out_by_refresh_token(cookie, origin))
        )
        if not (is_known or _sends_cookies()):
            raise _no_session_named(in_body or access_token)
        return clear_cookies(empty_response())

    @routes.get("/sessions")
    @describe(_LIST_SESSIONS)
    @login_required(check_session=True)
    def list_sessions() -> Response:
        """List the live sessions of the current user, newest first."""
        found = sessions.list_live(current_user.id)
        answer: SessionListAnswer = {
            "sessions": [_represent(each, current_token.session_id) for each in found]
        }
        return json_response(answer)

    @routes.delete("/sessions/<session_id>")
    @describe(_END_SESSION)
    @login_required(max_age=settings.fresh_login_window, check_session=True)
    def end_session(session_id: str) -> Response:
        """End one session of the current user; needs a fresh login."""
        if not sessions.revoke(
            session_id, user_id=current_user.id, reason="ended_by_user", origin=present_origin()
        ):
            raise SessionNotFound
        return empty_response()

    @routes.delete("/sessions")
    @describe(_END_OTHER_SESSIONS)
    @login_required(max_age=settings.fresh_login_window, check_session=True)
    def end_other_sessions() -> Response:
        """End all other sessions of the current user; needs a fresh login."""
        sessions.revoke_others(current_user.id, keep=present_session_id(), origin=present_origin())
        return empty_response()

    @routes.get("/verify", provide_automatic_options=False)
    @describe(Operation(status=204, headers=_VERIFY_HEADERS, problems=Demands().refusals()))
    def verify() -> Response:
        """Tell a reverse proxy who the current user is, in headers chosen by a setting. Any method is
        accepted.
        """
        return verify_as_asked()

    @routes.route("/verify/<path:_asked_for>", methods=("GET", *forward_auth.METHODS))
    @routes.route("/verify/", methods=("GET", *forward_auth.METHODS))
    @routes.route("/verify", methods=forward_auth.METHODS)
    def verify_as_asked(_asked_for: str = "") -> Response:
        """The same for other methods, and for proxies that append the requested path."""
        web = web_context()
        try:
            # Not through the guard, which answers an anonymous OPTIONS: a proxy must not let it pass.
            Demands().meet()
            answer = forward_auth.add_headers(
                empty_response(), current_user, current_token, web.settings, web.clock
            )
        except Problem as problem:
            answer = problem_response(problem)
        return forward_auth.lead_to_login(answer, request, web.settings)

    return routes


def _cookie_to_refresh() -> str | None:
    """None if the body has the token. Raises SessionEnded if the browser no longer has the cookie."""
    web = web_context()
    # If clients get tokens in bodies, a token in a body takes precedence over the cookies of a page.
    cookie = None if _has_json_body() and not web.transport.cookies else _refresh_cookie()
    # Scripts often send `{}` for an empty body.
    is_in_body = has_body() and not (web.transport.cookies and says_nothing())
    if cookie is None and web.reads_cookies and not is_in_body:
        raise SessionEnded
    return cookie


def _refresh_cookie() -> str | None:
    web = web_context()
    if web.transport.cookies:
        # Cookies are set here: no other site may log the browser in as its own user (login CSRF).
        refuse_cross_site(request, web.settings)
    cookies = find_token_cookies(request, web)
    return None if cookies is None else cookies.refresh


def _has_json_body() -> bool:
    # Browsers and programs also log out with an empty body, of whatever type.
    return media_type(request) == "application/json" and has_body()


def _no_session_named(token: str | None) -> Problem:
    if token:
        return TokenInvalid()
    # The body may hold the token; a form on a page with cookies never gets here.
    return UnsupportedMediaType() if has_body() and not _has_json_body() else TokenMissing()


def _access_token() -> str | None:
    web = web_context()
    text = find_access_token(request, web)
    cookies = None if text is not None else find_token_cookies(request, web)
    return text if cookies is None else cookies.access


def _sends_cookies() -> bool:
    """Whether the browser holds tokens, valid or not: without them it is logged out."""
    return find_token_cookies(request, web_context()) is not None


def _represent(session: Session, current_id: str | None) -> SessionAnswer:
    return {
        "id": session.id,
        "device": session.user_agent,
        "address": session.address,
        "created_at": session.created_at.isoformat(timespec="milliseconds"),
        "last_used_at": session.refreshed_at.isoformat(timespec="milliseconds"),
        "expires_at": session.expires_at.isoformat(timespec="milliseconds"),
        "authenticated_at": session.authenticated_at.isoformat(timespec="milliseconds"),
        "amr": list(session.amr),
        "acr": session.acr,
        "current": session.id == current_id,
    }
