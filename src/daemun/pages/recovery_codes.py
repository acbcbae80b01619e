"""`/account/recovery-codes`: codes for when every other factor is lost."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.features.factors.model import AddedFactor
from daemun.features.sessions.responses import texts_of
from daemun.http.caller import present_session_id
from daemun.http.cookies import put_tokens
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.origin import present_origin
from daemun.pages.model import PageServices
from daemun.pages.rendering import render, way_on


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""
    fresh = services.session_settings.fresh_login_window

    @routes.get("/account/recovery-codes")
    @login_required(max_age=fresh, check_session=True)
    def recovery_codes() -> AnyResponse:
        """Ask whether to replace the old ones. A user without a second factor gets none."""
        services.factors.require_proof(present_session_id())
        if not services.factors.list_of(current_user.id):
            return redirect(url_for("daemun.pages.account"), code=303)
        return render("recovery_codes_new", services.appearance)

    @routes.post("/account/recovery-codes")
    @login_required(max_age=fresh, check_session=True)
    def renew_recovery_codes() -> Response:
        """Generate new ones."""
        codes = services.factors.renew_recovery_codes(present_session_id(), present_origin())
        return _show(services, codes)


def answer_added(services: PageServices, added: AddedFactor, *, notice: str) -> AnyResponse:
    """Continue after a factor was added, in the session that it stepped up.

    With a first factor come recovery codes, which are shown at once: nobody could read them later.
    """
    page = way_on(notice=notice)
    answer: AnyResponse = (
        _show(services, added.recovery_codes) if added.recovery_codes else redirect(page, code=303)
    )
    return put_tokens(answer, texts_of(services.login.issue(added.opened)))


def _show(services: PageServices, codes: Sequence[str]) -> Response:
    """Show new codes, once only."""
    return render("recovery_codes", services.appearance, codes=codes)
