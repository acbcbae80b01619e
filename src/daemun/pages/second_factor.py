"""`/login/second-factor`: the second step of a login."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.login.errors import LoginAttemptEnded
from daemun.features.login.model import FactorRequired, LoggedIn
from daemun.features.login.responses import put_trust
from daemun.features.passkeys.responses import present_site
from daemun.http import body
from daemun.http.current_user import current_user
from daemun.http.kept_secrets import ATTEMPT
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.http.response_headers import json_response
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.login import enter
from daemun.pages.model import PageServices
from daemun.pages.passkeys import is_passkey, read_passkey
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""

    @routes.get("/login/second-factor")
    def second_factor() -> AnyResponse:
        """Ask for a code. An expired login starts again; one finished in another tab continues."""
        if current_user:
            return ATTEMPT.clear(redirect(way_on(), code=303))
        try:
            return _form(services, Form(), is_spare=request.args.get("by") == "recovery_code")
        except LoginAttemptEnded:
            return _begin_anew()

    @routes.post("/login/second-factor/passkey-options")
    def ask_for_passkey() -> Response:
        """Options for the script: it cannot read the cookie of the login."""
        return json_response(services.passkey_login.ask_second(_attempt(), present_site(), present_origin()))

    @routes.post("/login/second-factor")
    def finish_login() -> AnyResponse:
        """Finish the login with a code or a passkey."""
        is_spare = "recovery_code" in body.read_form()
        try:
            fields = read_form("code", "recovery_code", "trust_device")
            outcome = _finish(services, fields, is_spare=is_spare)
        except LoginAttemptEnded:
            return _begin_anew()
        except Problem as problem:
            form = refused_form(problem, "recovery_code" if is_spare else "code")
            try:
                return _form(services, form, is_spare=is_spare, status=problem.status)
            except LoginAttemptEnded:
                return _begin_anew()
        return put_trust(ATTEMPT.clear(enter(services, outcome)), outcome)


def _finish(
    services: PageServices, fields: Mapping[str, str], *, is_spare: bool
) -> LoggedIn | FactorRequired:
    attempt, origin, trusts = _attempt(), present_origin(), bool(fields["trust_device"])
    if is_passkey():
        return services.passkey_login.finish(attempt, read_passkey(), present_site(), origin, trusts=trusts)
    if is_spare:
        return services.recovery_login.finish(attempt, fields["recovery_code"], origin, trusts=trusts)
    return services.totp_login.finish(attempt, fields["code"], origin, trusts=trusts)


def _attempt() -> str:
    return ATTEMPT.read() or ""


def _begin_anew() -> AnyResponse:
    page = url_for("daemun.pages.login", notice="attempt_ended", next=present_next())
    return ATTEMPT.clear(redirect(page, code=303))


def _form(services: PageServices, form: Form, *, is_spare: bool, status: int = 200) -> Response:
    attempt = services.login.find_attempt(_attempt())
    return render(
        "second_factor",
        services.appearance,
        form=form,
        status=status,
        is_spare=is_spare,
        kinds={factor.kind for factor in services.factors.list_of(attempt.user_id)},
        trusted_days=services.trusted_devices.max_age // 86_400,
    )
