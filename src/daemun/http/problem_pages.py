"""`/problems/<code>`: what the `type` of a problem leads to (RFC 9457 section 3.1.1)."""

import json
from string import Formatter

from flask import Blueprint, Response, request
from typing_extensions import TypedDict

from daemun.http.errors import NotFound
from daemun.http.language import present_language
from daemun.http.operation import Operation, describe
from daemun.http.response_headers import add_security_headers
from daemun.http.web_context import web_context

_MAX_AGE = 3600


class ProblemExplanation(TypedDict):
    """What a problem's code means."""

    code: str
    title: str
    detail: str


def blueprint() -> Blueprint:
    """`GET /problems/<code>`: JSON, or text if the client prefers it."""
    routes = Blueprint("problems", __name__)

    @routes.get("/problems/<code>")
    @describe(Operation(answer=ProblemExplanation, also_text=True, problems=(NotFound,)))
    def explain_problem(code: str) -> Response:
        """Explain a problem's code in the language of `Accept-Language`."""
        language = present_language()
        catalogs = web_context().catalogs
        title = catalogs.problem_text(language, code, "title")
        if not title:
            raise NotFound
        detail = _without_facts(catalogs.problem_text(language, code, "detail"))
        return _answer({"code": code, "title": title, "detail": detail}, language)

    return routes


def _answer(page: ProblemExplanation, language: str) -> Response:
    if request.accept_mimetypes.best_match(("application/json", "text/plain")) == "text/plain":
        text = f"{page['title']}\n\n{page['detail']}\n\n{page['code']}\n"
        response = Response(text, content_type="text/plain; charset=utf-8")
    else:
        response = Response(json.dumps(page, ensure_ascii=False), content_type="application/json")
    response.headers["Content-Language"] = language
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Cache-Control"] = f"public, max-age={_MAX_AGE}"
    return add_security_headers(response)


def _without_facts(template: str) -> str:
    """Leave out the placeholders: only an actual refusal has values for them."""
    return "".join(text + ("…" if name else "") for text, name, _, _ in Formatter().parse(template))
