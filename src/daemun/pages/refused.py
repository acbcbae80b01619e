"""Refusals as pages."""

from flask import Response

from daemun.http.problem_response import localized_detail
from daemun.http.web_context import web_context
from daemun.pages.appearance import Appearance
from daemun.pages.rendering import render
from daemun.problem import Problem


def show_refusal(problem: Problem, appearance: Appearance) -> Response:
    """A page that says what is wrong; also at addresses that are no page."""
    return render(
        "refused",
        appearance,
        status=problem.status,
        problem=problem,
        title=web_context().catalogs.problem_text,
        said=localized_detail(problem),
    )
