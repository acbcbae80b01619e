"""`/account/totp`: adding an authenticator app."""

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.passkeys.service import Passkeys
from daemun.features.totp.qr_code import svg_of
from daemun.features.totp.service import Totp
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.language import present_language
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.http.web_context import web_context
from daemun.pages.factors import read_name
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.recovery_codes import answer_added
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem
from daemun.scope import Restriction

_MAX_CHARACTERS = 1024
_ENROLLING = {Restriction.FACTOR_ENROLMENT}


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    fresh = services.session_settings.fresh_login_window

    @routes.get("/account/totp")
    @login_required(max_age=fresh, check_session=True, restrictions=_ENROLLING)
    def totp() -> AnyResponse:
        """Explain authenticator apps."""
        services.factors.require_proof(present_session_id())
        kinds = services.factors.kinds_for(current_user.id)
        if Totp.name not in kinds and Passkeys.name in kinds:
            return redirect(url_for("daemun.pages.passkeys", next=present_next()), code=303)
        return _form(services, Form())

    @routes.post("/account/totp")
    @login_required(max_age=fresh, check_session=True, restrictions=_ENROLLING)
    def begin_totp() -> Response:
        """Show the secret of a new app, only once."""
        try:
            begun = services.totp_login.begin(present_session_id(), read_name() or _usual_name(services))
        except Problem as problem:
            return _form(services, refused_form(problem, "name"), status=problem.status)
        return _show_secret(services, Form(), begun.id, begun.uri)

    @routes.get("/account/totp/confirm")
    def begin_anew() -> AnyResponse:
        """Start again: the secret is shown only once."""
        return redirect(url_for("daemun.pages.totp", next=present_next()), code=303)

    @routes.post("/account/totp/confirm")
    @login_required(max_age=fresh, check_session=True, restrictions=_ENROLLING)
    def confirm_totp() -> AnyResponse:
        """Confirm the app by its first code."""
        try:
            fields = read_form("id", "code")
            added = services.totp_login.confirm(
                present_session_id(), fields["id"], fields["code"], present_origin()
            )
        except Problem as problem:
            form = refused_form(problem, "code")
            if any(each.id == request.form.get("id") for each in services.factors.list_of(current_user.id)):
                # Sent twice: the first has added it.
                return redirect(way_on(notice="factor_added"), code=303)
            # The secret is shown again from the form: it is stored nowhere else in readable form.
            totp_id, uri = request.form.get("id", ""), request.form.get("uri", "")
            if not _is_sound(uri):
                return redirect(url_for("daemun.pages.totp", next=present_next()), code=303)
            return _show_secret(services, form, totp_id, uri, status=problem.status)
        return answer_added(services, added, notice="factor_added")


def _form(services: PageServices, form: Form, *, status: int = 200) -> Response:
    kinds = services.factors.kinds_for(current_user.id)
    return render("totp", services.appearance, form=form, status=status, kinds=kinds)


def _usual_name(services: PageServices) -> str:
    """The default name of an app."""
    name = web_context().catalogs.text(present_language(), f"pages.factor.{Totp.name}")
    apps = [each for each in services.factors.list_of(current_user.id) if each.kind == Totp.name]
    return f"{name} {len(apps) + 1}" if apps else name


def _is_sound(uri: str) -> bool:
    """Whether it can be the address from our form."""
    return uri.startswith("otpauth://totp/") and uri.isascii() and len(uri) <= _MAX_CHARACTERS


def _show_secret(
    services: PageServices, form: Form, totp_id: str, uri: str, *, status: int = 200
) -> Response:
    secret = parse_qs(urlsplit(uri).query).get("secret", [""])[0]
    return render(
        "totp_secret",
        services.appearance,
        form=form,
        status=status,
        totp_id=totp_id,
        uri=uri,
        qr_code=svg_of(uri),
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    )
