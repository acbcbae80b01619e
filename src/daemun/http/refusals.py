"""How a refusal leaves the host's application: through its error handler, as a redirect to the login page, or
as a problem document.
"""

import logging
from typing import cast
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, redirect, request
from flask.typing import ErrorHandlerCallable, ResponseReturnValue
from werkzeug.exceptions import HTTPException, default_exceptions

from daemun.http.errors import FreshLoginRequired, StrongerLoginRequired
from daemun.http.next_page import (
    ACR_PARAMETER,
    LOG_IN_AGAIN,
    NEXT_PARAMETER,
    PROMPT_PARAMETER,
    SECOND_FACTOR,
    present_page,
    read_next,
)
from daemun.http.problem_response import localized_detail, note_refusal, problem_response
from daemun.http.web_context import web_context
from daemun.problem import Problem

_logger = logging.getLogger("daemun")


def answer_problem(problem: Problem) -> ResponseReturnValue:
    """The answer to a Problem that a view, or a guard on it, raised."""
    if _host_handles(problem.status):
        note_refusal(problem)
        return current_app.handle_http_exception(_as_http_exception(problem))
    web = web_context()
    page = web.settings.login_page if problem.status == 401 else web.pages_before_others.get(problem.code)
    if page is not None and is_page_load():
        if page.partition("?")[0] == request.path:
            _logger.error("the login page %s itself requires a login: exclude it from the guard", page)
            return problem_response(problem)
        note_refusal(problem)
        return _lead_to(page, _asked_by(problem))
    return problem_response(problem)


def install(app: Flask) -> None:
    """Answer every Problem, whatever view raises it, for which the host has no handler."""
    app.error_handler_spec[None][None].setdefault(Problem, cast(ErrorHandlerCallable, answer_problem))


def answer_before_others(app: Flask) -> None:
    """Answer a Problem before Flask-RESTX and the like, or a blueprint's handler for every `Exception`: they
    would answer 500, as for an unknown error.
    """
    answer_others, answer_late_others = app.handle_user_exception, app.handle_exception

    def answer(error: Exception) -> HTTPException | ResponseReturnValue:
        if isinstance(error, Problem):
            return cast(ResponseReturnValue, app.ensure_sync(_handler_of(error, app))(error))
        return answer_others(error)

    def answer_late(error: Exception) -> Response:
        # From an `after_request`: Flask calls no error handlers for what is raised there.
        if isinstance(error, Problem):
            return app.finalize_request(answer(error), from_error_handler=True)
        return answer_late_others(error)

    app.handle_user_exception = answer  # type: ignore[method-assign,assignment]
    app.handle_exception = answer_late  # type: ignore[method-assign,assignment]


def is_page_load() -> bool:
    """Whether a browser asks for a page, rather than a script for data."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    accepted = request.accept_mimetypes
    return accepted["text/html"] > max(accepted["application/json"], accepted["application/problem+json"])


def _handler_of(problem: Problem, app: Flask) -> ErrorHandlerCallable:
    """The nearest handler for this class of problems, or for all of them: `install` registered one."""
    classes = [each for each in type(problem).__mro__ if issubclass(each, Problem)]
    handlers = (app.error_handler_spec[name][None] for name in (*request.blueprints, None))
    return next(known[each] for known in handlers for each in classes if each in known)


def _host_handles(status: int) -> bool:
    handlers = current_app.error_handler_spec
    return any(handlers[name][status] for name in (*request.blueprints, None))


def _as_http_exception(problem: Problem) -> HTTPException:
    """What `errorhandler(401)` gets: the text as its description, the Problem as its cause."""
    error = default_exceptions.get(problem.status, HTTPException)(localized_detail(problem))
    error.code = problem.status
    error.__cause__ = problem
    return error


def _asked_by(problem: Problem) -> dict[str, str]:
    """What the login page must ask for: otherwise it would send a logged-in user straight back here."""
    match problem:
        case StrongerLoginRequired() if "pwd" not in problem.factors:
            return {PROMPT_PARAMETER: LOG_IN_AGAIN, ACR_PARAMETER: SECOND_FACTOR}
        case StrongerLoginRequired() | FreshLoginRequired():
            return {PROMPT_PARAMETER: LOG_IN_AGAIN}
        case _:
            return {}


def _lead_to(page: str, asked: dict[str, str]) -> ResponseReturnValue:
    back = present_page(request) if request.method in ("GET", "HEAD") else _form_page()
    address = request.root_path + page if page.startswith("/") else page
    if back is not None:
        asked = {**asked, NEXT_PARAMETER: back}
    for name, value in asked.items():
        address += f"{'&' if '?' in address else '?'}{name}={quote(value, safe='/')}"
    response = redirect(address, code=303)
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Cookie"))
    return response


def _form_page() -> str | None:
    """The page that held a refused form: after the login it can be loaded again, the form cannot."""
    try:
        referrer = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if referrer.netloc != request.host:
        return None
    return read_next(referrer.path + (f"?{referrer.query}" if referrer.query else ""))
