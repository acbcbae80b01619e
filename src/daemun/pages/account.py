"""`/account`: profile, factors, devices, and an export of the user's data."""

import json
from typing import Final

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.device_names import device_name
from daemun.features.sessions.errors import SessionNotFound
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.http.origin import present_origin
from daemun.http.response_headers import add_security_headers
from daemun.pages.forms import Form, read_form, refused_form
from daemun.pages.model import PageServices
from daemun.pages.profile_form import input_names, read_changes, write_profile
from daemun.pages.providers import connections, unconnected
from daemun.pages.rendering import render
from daemun.problem import Problem

_WAYS: Final = frozenset({"pwd", "otp", "hwk", "swk", "fed", "email"})
"""How users authenticate (RFC 8176); `user` and `mfa` only qualify these."""


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    _mount_devices(routes, services)
    fresh = services.session_settings.fresh_login_window

    def show_account(form: Form | None = None, *, status: int = 200) -> Response:
        user_id, present_id = current_user.id, current_token.session_id
        user = services.users.find(user_id)
        if form is None and user is not None:
            form = Form(write_profile(services.profile, user.profile))
        connected = services.identities.list_of(user_id)
        live = sorted(services.sessions.list_live(user_id), key=lambda session: session.id != present_id)
        return render(
            "account",
            services.appearance,
            status=status,
            form=form,
            profile=services.profile,
            user=user,
            device_name=device_name,
            sessions=[
                {
                    "id": each.id,
                    "device": device_name(each.user_agent),
                    "address": each.address,
                    "ways": [way for way in each.amr if way in _WAYS],
                    "used_at": each.refreshed_at,
                    "is_present": each.id == present_id,
                }
                for each in live
            ],
            due_at=services.account_deletion.due_at(user_id),
            factors=services.factors.list_of(user_id),
            kinds=services.factors.kinds_for(user_id),
            trusted=services.trusted_devices.list_of(user_id),
            connections=connections(services, connected),
            unconnected=unconnected(services, connected),
            codes_left=services.factors.count_recovery_codes(user_id),
            takes_email="email" in services.identifiers.identifiers,
        )

    @routes.get("/account")
    @login_required(check_session=True)
    def account() -> Response:
        """Show the account."""
        return show_account()

    @routes.get("/account/profile")
    def profile() -> AnyResponse:
        """Redirect a GET of a refused form's address back to the account."""
        return redirect(url_for("daemun.pages.account"), code=303)

    @routes.post("/account/profile")
    @login_required(check_session=True)
    def change_profile() -> AnyResponse:
        """Save the profile."""
        names = input_names(services.profile)
        try:
            changes = read_changes(services.profile, read_form(*names), current_user.profile)
            services.users.change_profile(current_user.id, changes, present_origin())
        except Problem as problem:
            return show_account(refused_form(problem, *names), status=problem.status)
        return redirect(url_for("daemun.pages.account", notice="profile_saved"), code=303)

    @routes.get("/account/export")
    @login_required(max_age=fresh, check_session=True)
    def export() -> Response:
        """Export everything that is stored about the user."""
        services.factors.require_proof(present_session_id())
        found = services.account_deletion.export(current_user.id, present_origin())
        rows = {"data": {kind: [dict(row) for row in rows] for kind, rows in found.items()}}
        response = Response(json.dumps(rows, ensure_ascii=False, indent=2), content_type="application/json")
        response.headers["Content-Disposition"] = 'attachment; filename="account.json"'
        response.headers["Cache-Control"] = "no-store"
        return add_security_headers(response)


def _mount_devices(routes: Blueprint, services: PageServices) -> None:
    fresh = services.session_settings.fresh_login_window

    @routes.post("/account/sessions/<session_id>/end")
    @login_required(max_age=fresh, check_session=True)
    def end_session(session_id: str) -> AnyResponse:
        """End the session of another device."""
        if not services.sessions.revoke(
            session_id, user_id=current_user.id, reason="ended_by_user", origin=present_origin()
        ):
            raise SessionNotFound
        return redirect(url_for("daemun.pages.account", notice="session_ended"), code=303)

    @routes.post("/account/sessions/end-others")
    @login_required(max_age=fresh, check_session=True)
    def end_other_sessions() -> AnyResponse:
        """End the sessions of all other devices."""
        services.sessions.revoke_others(current_user.id, keep=present_session_id(), origin=present_origin())
        return redirect(url_for("daemun.pages.account", notice="session_ended"), code=303)

    @routes.post("/account/trusted-devices/<device_id>/remove")
    @login_required(check_session=True)
    def remove_trusted_device(device_id: str) -> AnyResponse:
        """Stop trusting a device."""
        services.trusted_devices.remove(current_user.id, device_id, present_origin())
        return redirect(url_for("daemun.pages.account", notice="device_not_trusted"), code=303)
