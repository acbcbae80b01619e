"""`/login/cookies`: tells the user if the browser keeps no cookies, instead of asking to log in for ever."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from daemun.pages.model import PageServices
from daemun.pages.rendering import render, way_on


def mount(routes: Blueprint, services: PageServices) -> None:
    """Put this page on the blueprint."""

    @routes.get("/login/cookies")
    def check_cookies() -> AnyResponse:
        """Redirect to `next` if the browser sent the cookie that it was given."""
        if request.cookies:
            return redirect(way_on(), code=303)
        return render("no_cookies", services.appearance, status=400)


def lead_to(page: str) -> AnyResponse:
    """Redirect with a new cookie; through the check if the browser has sent no cookie so far."""
    if not request.cookies and request.headers.get("Sec-Fetch-Mode") == "navigate":
        page = url_for("daemun.pages.check_cookies", next=page)
    return redirect(page, code=303)
