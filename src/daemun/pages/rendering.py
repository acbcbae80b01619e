"""A page as a response: template, texts, headers."""

from collections.abc import Callable
from typing import Final

from flask import Response, current_app, render_template, request, url_for

from daemun.device_names import is_in_app
from daemun.http.csrf import allowed_origins
from daemun.http.current_user import current_token, current_user
from daemun.http.language import present_language
from daemun.http.next_page import present_next
from daemun.http.response_headers import add_security_headers
from daemun.http.web_context import web_context
from daemun.pages.appearance import Appearance
from daemun.pages.environment import page_environment
from daemun.pages.forms import Form
from daemun.pages.language import is_page_again, language_address
from daemun.pages.times import time_element
from daemun.problem import Param
from daemun.scope import restriction_of

_NAMES: Final = {"en": "English", "ko": "한국어"}
_NOTICES: Final = frozenset(
    {
        "logged_out",
        "password_changed",
        "password_reset",
        "deleted",
        "undeleted",
        "session_ended",
        "verified",
        "profile_saved",
        "email_changed",
        "email_restored",
        "factor_added",
        "passkey_added",
        "passkey_named",
        "factor_removed",
        "device_not_trusted",
        "identity_added",
        "identity_removed",
        "attempt_ended",
        "registration_ended",
    }
)
_SHOWN_ONCE: Final = frozenset({"recovery_codes", "totp_secret", "login_code_verify"})
"""Templates whose page no longer exists once its link was used."""
_Text = Callable[..., str]


def render(
    template: str, appearance: Appearance, *, form: Form | None = None, status: int = 200, **facts: object
) -> Response:
    """Show a page; refused forms have the status of their refusal."""
    language, next_page = present_language(), present_next()
    is_kept = template not in _SHOWN_ONCE and is_page_again()
    page = render_template(
        page_environment(current_app).get_template(f"daemun/{template}.html"),
        t=_texts(language),
        language=language,
        languages=_languages() if is_kept else [],
        language_address=lambda code: language_address(code, next_page),
        pages=appearance.settings,
        form=form or Form(),
        next_page=next_page,
        notice=_notice(),
        is_limited=bool(current_user) and restriction_of(current_token.scopes) is not None,
        is_in_app=is_in_app(request.user_agent.string),
        time=lambda at: time_element(at, language),
        file=appearance.address,
        **facts,
    )
    response = Response(page, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    response.vary.update(("Accept-Language", "Cookie"))
    add_security_headers(response, policy=_policy())
    # With `no-referrer`, forms are sent with `Origin: null`, but older browsers offer no other proof of
    # origin.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def way_on(*, notice: str | None = None) -> str:
    """Where the user continues, by default the account. notice: what the account page then reports as
    done.
    """
    return present_next() or url_for("daemun.pages.account", notice=notice)


def _languages() -> list[tuple[str, str]]:
    return [(code, _NAMES.get(code, code)) for code in web_context().catalogs.languages]


def _texts(language: str) -> _Text:
    catalogs = web_context().catalogs

    def text(key: str, **facts: Param) -> str:
        return catalogs.text(language, f"pages.{key}", facts)

    return text


def _notice() -> str | None:
    asked = request.args.get("notice", "")
    return asked if asked in _NOTICES else None


def _policy() -> str:
    forms = " ".join(("'self'", *allowed_origins(web_context().settings)))
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; font-src 'self'; "
        f"base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
    )
