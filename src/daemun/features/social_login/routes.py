"""`/providers`, `/login/with/...`."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Protocol, TypeGuard, assert_never

from flask import Blueprint, Response, request, url_for
from pydantic import Field
from typing_extensions import TypedDict
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.errors import SecondFactorRequired
from daemun.features.login.model import FactorRequired
from daemun.features.login.responses import (
    LoginAnswer,
    answer_login,
    present_login_request,
    put_logged_in,
)
from daemun.features.login.service import Login
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.registration.errors import RegistrationClosed, RegistrationRefused
from daemun.features.sessions.errors import SessionEnded
from daemun.features.social_login import notification_routes
from daemun.features.social_login.app_login import AppLogin
from daemun.features.social_login.errors import (
    AccountExists,
    AccountExistsForApp,
    IdentityTaken,
    ProfileIncomplete,
    ProofTooOld,
    ProviderNotFound,
    ProviderRefused,
    ProviderUnavailable,
)
from daemun.features.social_login.held_back import LIFETIME as HELD_BACK_LIFETIME
from daemun.features.social_login.login import Finished, SocialLogin
from daemun.features.social_login.model import (
    CodeGiven,
    Connected,
    Entered,
    MustComplete,
    MustConnect,
    Refused,
    Returned,
)
from daemun.features.social_login.responses import (
    asked_page,
    begin_login,
    lead_to,
    put_begun,
    put_last_provider,
)
from daemun.features.social_login.settings import RESERVED_NAME
from daemun.features.social_login.unlinking import Unlinking
from daemun.http.body import Body, read_body
from daemun.http.errors import BodyTooLarge
from daemun.http.form_post import post_from_our_page, read_posted
from daemun.http.kept_secrets import COMPLETE, CONNECT, LOGIN_WITH, KeptSecret
from daemun.http.language import present_language
from daemun.http.operation import PROFILE_OF_NEW_USER, Operation, describe
from daemun.http.origin import present_origin
from daemun.http.other_names import know_other_names
from daemun.http.problem_response import problem_response
from daemun.http.refusals import is_page_load
from daemun.http.response_headers import json_response
from daemun.http.web_context import web_context
from daemun.problem import FieldError, Problem
from daemun.validation import ValidationFailed

_RETURNED = ("state", "code", "error", "iss", "user")
_MAX_SECRET = 128
_MAX_CODE = 4096
_MAX_ID_TOKEN = 16 * 1024
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_CHALLENGE_PARAMETER = "code_challenge"


class ProviderAnswer(TypedDict):
    """One provider."""

    name: str
    label: Annotated[str, Field(description="For the button.")]
    login_path: Annotated[str, Field(description="Where the button leads, with `next`.")]


class ProviderListAnswer(TypedDict):
    """Providers, in the order of the settings."""

    providers: list[ProviderAnswer]


class ExchangeBody(Body):
    """The code from `#login=`, and the verifier of the `code_challenge` that started the login."""

    code: str = Field(max_length=_MAX_SECRET)
    verifier: str = Field(max_length=_MAX_SECRET)
    remember: bool = False
    device: str | None = Field(default=None, max_length=_MAX_SECRET)


class IdTokenBody(Body):
    """An ID token that an app got, and the secret whose SHA-256, in hexadecimal, is its `nonce`.

    `profile`: what the application asks of new users beside what the provider says.
    """

    id_token: str = Field(max_length=_MAX_ID_TOKEN)
    nonce: str = Field(min_length=16, max_length=_MAX_SECRET)
    profile: Annotated[dict[str, object], PROFILE_OF_NEW_USER] = Field(default_factory=dict, max_length=100)
    remember: bool = False
    device: str | None = Field(default=None, max_length=_MAX_SECRET)


_LEADS = {"Location": "Where the browser goes."}
_ENTERING = (
    *(OneTimeTokenRefused, ProviderRefused, ProviderUnavailable, ProviderNotFound, AccountExists),
    *(IdentityTaken, RegistrationClosed, RegistrationRefused, SecondFactorRequired, SessionEnded),
    *(ProofTooOld, TooManyTries, ValidationFailed),
)
_LIST_PROVIDERS = Operation(answer=ProviderListAnswer)
_BEGIN = Operation(
    status=302,
    headers=_LEADS,
    problems=(ProviderNotFound, ProviderUnavailable, TooManyTries, ValidationFailed),
)
_FINISH = Operation(status=302, headers=_LEADS, problems=_ENTERING)
_FINISH_FORM = Operation(
    reads_foreign_body=True, status=302, headers=_LEADS, problems=(*_ENTERING, BodyTooLarge)
)
_EXCHANGE = Operation(
    body=ExchangeBody,
    example={"code": "from behind #login=", "verifier": "what the challenge was made from"},
    answer=LoginAnswer,
    opens_session=True,
    problems=(OneTimeTokenRefused, SecondFactorRequired),
)
_LOG_IN_BY_ID_TOKEN = Operation(
    body=IdTokenBody,
    example={"id_token": "eyJ...", "nonce": "a secret of the app, made for this login"},
    answer=LoginAnswer,
    opens_session=True,
    problems=(
        *(OneTimeTokenRefused, ProviderRefused, ProviderUnavailable, ProviderNotFound, AccountExistsForApp),
        *(RegistrationClosed, RegistrationRefused, SecondFactorRequired, TooManyTries),
    ),
)


class Show(Protocol):
    """Shows a user why they are not logged in yet."""

    def __call__(self, problem: Problem, next_page: str | None, *, is_invited: bool = False) -> AnyResponse:
        """next_page: where they wanted to be. is_invited: they came to accept an invitation."""


Shown = Callable[[Callable[[str], AnyResponse]], Callable[[str], AnyResponse]]


def blueprint(
    social_login: SocialLogin, app_login: AppLogin, unlinking: Unlinking, login: Login, *, show: Show | None
) -> Blueprint:
    """`GET /providers`, `GET /login/with/<provider>` and its callback, `POST /login/with/code`,
    `POST /login/with/<provider>/token`, `POST /login/with/<provider>/notifications`.

    show: for browsers, where pages are on; None: every refusal is a problem document.
    """
    routes = Blueprint("social_login", __name__)
    know_other_names(routes)

    @routes.get("/providers")
    @describe(_LIST_PROVIDERS)
    def list_providers() -> Response:
        """List the providers whose accounts people may log in with."""
        found: list[ProviderAnswer] = [
            {
                "name": each.name,
                "label": each.label_in(present_language()),
                "login_path": url_for(".begin", provider=each.name),
            }
            for each in social_login.providers
        ]
        return json_response({"providers": found})

    @routes.get(f"/login/with/<other_than({RESERVED_NAME}):provider>")
    @describe(_BEGIN)
    @_for_browsers(show)
    def begin(provider: str) -> AnyResponse:
        """Redirect a browser to a provider; it returns logged in, at `next`.

        With `code_challenge` (S256, RFC 7636), which is needed where there are no cookies, it comes back with
        `#login=` and a code for `POST /login/with/code`.
        """
        if all(each.name != provider for each in social_login.providers):
            # Before the challenge is asked for: with one there would be no such provider, either.
            raise ProviderNotFound
        remember = bool(request.args.get("remember"))
        begun = begin_login(social_login, provider, challenge=_challenge(), remember=remember)
        return put_begun(lead_to(begun.url), begun)

    @routes.get("/login/with/<provider>/callback")
    @describe(_FINISH)
    @_for_browsers(show)
    def finish(provider: str) -> AnyResponse:
        """Receive a browser that returns from a provider."""
        return take_in(provider, request.args)

    @routes.post("/login/with/<provider>/callback")
    @describe(_FINISH_FORM)
    @_for_browsers(show)
    def finish_form(provider: str) -> AnyResponse:
        """Receive a browser whose provider, such as Apple, makes it post the response.

        No cookie comes along, so a page of ours posts it again.
        """
        social_login.check_takes_forms(provider)
        posted = read_posted(_RETURNED)
        return post_from_our_page(_RETURNED) if posted is None else take_in(provider, posted)

    def take_in(provider: str, fields: Mapping[str, str]) -> AnyResponse:
        outcome = social_login.finish(
            provider,
            Returned(
                state=fields.get("state", "")[:_MAX_SECRET],
                code=_bounded(fields.get("code")),
                error=fields.get("error"),
                issuer=fields.get("iss"),
                user=fields.get("user"),
            ),
            present_origin(),
            browser=LOGIN_WITH.read(),
            request=present_login_request(),
        )
        return _answer(login, provider, outcome, show)

    notification_routes.mount(routes, unlinking)

    @routes.post("/login/with/code")
    @describe(_EXCHANGE)
    def exchange() -> Response:
        """Exchange the code from `#login=` for tokens, in the browser that started the login."""
        body = read_body(ExchangeBody)
        wanted = present_login_request(remember=body.remember, device=body.device)
        outcome = social_login.log_in_by_code(body.code, body.verifier, present_origin(), request=wanted)
        return answer_login(login, outcome)

    @routes.post(f"/login/with/<other_than({RESERVED_NAME}):provider>/token")
    @describe(_LOG_IN_BY_ID_TOKEN)
    def log_in_by_id_token(provider: str) -> Response:
        """Log in with an ID token that an app got from a provider's own library. It serves once."""
        body = read_body(IdTokenBody)
        outcome = app_login.log_in(
            provider,
            body.id_token,
            body.nonce,
            present_origin(),
            profile=body.profile,
            request=present_login_request(remember=body.remember, device=body.device),
        )
        return answer_login(login, outcome)

    return routes


def _for_browsers(show: Show | None) -> Shown:
    """Where pages are on, a browser sees a refusal as a page."""

    def decorate(view: Callable[[str], AnyResponse]) -> Callable[[str], AnyResponse]:
        @wraps(view)
        def shown(provider: str) -> AnyResponse:
            try:
                return view(provider)
            except Problem as problem:
                if not _sees_pages(show):
                    raise
                return show(problem, asked_page())

        return shown

    return decorate


def _sees_pages(show: Show | None) -> TypeGuard[Show]:
    return show is not None and is_page_load()


def _answer(
    login: Login,
    provider: str,
    outcome: Finished | Refused,
    show: Show | None,
) -> AnyResponse:
    match outcome:
        case Entered(entered, next_page):
            if not isinstance(entered, FactorRequired):
                return put_last_provider(put_logged_in(lead_to(next_page), login, entered), provider)
            required = SecondFactorRequired(login_attempt=entered.attempt, factors=entered.factors)
            if not _sees_pages(show):
                raise required
            return put_last_provider(show(required, next_page), provider)
        case CodeGiven(code, next_page):
            return lead_to(f"{next_page.partition('#')[0]}#login={code}")
        case Connected(next_page):
            return lead_to(next_page)
        case Refused(problem, next_page, is_invited):
            if not _sees_pages(show):
                raise problem
            return show(problem, next_page, is_invited=is_invited)
        case MustConnect(secret, next_page):
            return _hold_back(AccountExists(), next_page, CONNECT, secret, show)
        case MustComplete(secret, missing, next_page):
            return _hold_back(ProfileIncomplete(errors=missing.errors), next_page, COMPLETE, secret, show)
        case other:
            assert_never(other)


def _hold_back(
    problem: Problem, next_page: str, kept: KeptSecret, secret: str, show: Show | None
) -> AnyResponse:
    shown = show(problem, next_page) if _sees_pages(show) else problem_response(problem)
    return kept.put(shown, secret, max_age=int(HELD_BACK_LIFETIME.total_seconds()))


def _challenge() -> str | None:
    """None: the login is returned in cookies."""
    if web_context().reads_cookies and _CHALLENGE_PARAMETER not in request.args:
        return None
    given = request.args.get(_CHALLENGE_PARAMETER, "")
    if _CHALLENGE.fullmatch(given) is None:
        raise ValidationFailed(errors=(FieldError(f"/{_CHALLENGE_PARAMETER}", "required"),))
    return given


def _bounded(code: str | None) -> str | None:
    return code if code is not None and 0 < len(code) <= _MAX_CODE else None
