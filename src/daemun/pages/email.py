"""`/account/email`, `/account/email/confirm`, `/restore-email`: changing the address, and undoing that."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.http.caller import present_session_id
from daemun.http.cookies import clear_cookies
from daemun.http.current_user import current_token, current_user
from daemun.http.guard import login_required
from daemun.http.next_page import present_next
from daemun.http.origin import present_origin
from daemun.pages.forms import read_form, refused_form
from daemun.pages.mailed_link import MailedLink
from daemun.pages.model import PageServices
from daemun.pages.rendering import render, way_on
from daemun.problem import Problem

_LINK = MailedLink("restore_email")


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put these pages on the blueprint."""
    _mount_restoration(routes, services)
    fresh = services.session_settings.fresh_login_window

    @routes.get("/account/email")
    @login_required(max_age=fresh, check_session=True)
    def email() -> Response:
        """Ask for the new address."""
        services.factors.require_proof(present_session_id())
        return render(
            "email", services.appearance, present=current_user.email, sends_mails=services.sends_mails
        )

    @routes.post("/account/email")
    @login_required(max_age=fresh, check_session=True)
    def change_email() -> AnyResponse:
        """Send a code to the new address; nothing changes until it is entered."""
        services.factors.require_proof(present_session_id())
        try:
            services.email_change.request(current_user.id, read_form("email")["email"], present_origin())
        except Problem as problem:
            return render(
                "email",
                services.appearance,
                form=refused_form(problem, "email"),
                status=problem.status,
                present=current_user.email,
                sends_mails=services.sends_mails,
            )
        return redirect(url_for("daemun.pages.confirm_email", next=present_next()), code=303)

    @routes.get("/account/email/confirm")
    @login_required(max_age=fresh, check_session=True)
    def confirm_email() -> Response:
        """Ask for the code from the mail."""
        services.factors.require_proof(present_session_id())
        return render("email_confirm", services.appearance)

    @routes.post("/account/email/confirm")
    @login_required(max_age=fresh, check_session=True)
    def finish_email_change() -> AnyResponse:
        """Change the address. Other sessions end, and the old address is notified."""
        services.factors.require_proof(present_session_id())
        try:
            code = read_form("code")["code"]
            services.email_change.confirm(
                current_user.id, code, present_origin(), session_id=current_token.session_id
            )
        except Problem as problem:
            form = refused_form(problem, "code")
            return render("email_confirm", services.appearance, form=form, status=problem.status)
        return redirect(way_on(notice="email_changed"), code=303)


def _mount_restoration(routes: Blueprint, services: PageServices) -> None:
    @routes.get("/restore-email")
    def restore_email() -> AnyResponse:
        """Ask first: mail scanners open links, too."""
        return _LINK.hide() or _LINK.show(services.appearance, services.email_change.check_link)

    @routes.post("/restore-email")
    def take_email_back() -> AnyResponse:
        """Restore the old address. Every session ends, and only a mail to it can set a new password."""
        try:
            services.email_change.restore(read_form("token")["token"], present_origin())
        except Problem as problem:
            return _LINK.refuse(services.appearance, problem)
        leave = redirect(url_for("daemun.pages.forgot_password", notice="email_restored"), code=303)
        return _LINK.kept.clear(clear_cookies(leave))
