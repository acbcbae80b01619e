"""`/account/delete`, `/account/undelete`: the end of an account, and the way back while there is one."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.http.caller import present_session_id
from daemun.http.cookies import clear_cookies
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.pages.model import PageServices
from daemun.pages.rendering import render, way_on


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    fresh = services.session_settings.fresh_login_window

    @routes.get("/account/delete")
    @login_required(max_age=fresh, check_session=True)
    def delete() -> AnyResponse:
        """Ask for confirmation."""
        services.factors.require_proof(present_session_id())
        return render("delete", services.appearance)

    @routes.post("/account/delete")
    @login_required(max_age=fresh, check_session=True)
    def delete_account() -> AnyResponse:
        """Schedule the deletion of the account; every session ends now."""
        services.factors.require_proof(present_session_id())
        services.account_deletion.ask(current_user.id, present_origin())
        return clear_cookies(redirect(url_for("daemun.pages.login", notice="deleted"), code=303))

    @routes.get("/account/undelete")
    @login_required(check_session=True)
    def undelete() -> AnyResponse:
        """Ask a returning user whether to keep the account."""
        here = url_for("daemun.pages.undelete")
        if (present_next() or "").partition("?")[0] == here:
            # From the mail through the login: there is no other page to continue to.
            return redirect(here, code=303)
        due_at = services.account_deletion.due_at(current_user.id)
        if due_at is None:
            return redirect(way_on(), code=303)
        return render("undelete", services.appearance, due_at=due_at)

    @routes.post("/account/undelete")
    @login_required(check_session=True)
    def keep_account() -> AnyResponse:
        """Cancel the deletion."""
        services.account_deletion.cancel(current_user.id, present_origin())
        return redirect(way_on(notice="undeleted"), code=303)
