"""The blueprint that holds the whole API: its refusals are problem documents, the host's other routes are
untouched.
"""

import logging

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import InternalServerError, MethodNotAllowed, NotFound

from daemun.http import cors, errors
from daemun.http.origin import request_id
from daemun.http.problem_response import problem_response
from daemun.problem import Problem

_logger = logging.getLogger("daemun")


def is_ours(endpoint: str) -> bool:
    """Whether Daemun mounted this."""
    return endpoint.partition(".")[0] in ("daemun", "daemun_metadata")


def api_blueprint(url_prefix: str) -> Blueprint:
    """Make the parent of all feature blueprints."""
    blueprint = Blueprint("daemun", __name__, url_prefix=url_prefix or None)
    blueprint.register_error_handler(Problem, problem_response)
    blueprint.register_error_handler(InternalServerError, _answer_bug)
    cors.install(blueprint)
    if url_prefix:
        # Flask calls no blueprint for an address at which nothing is mounted.
        @blueprint.after_app_request
        def answer_unknown(response: Response) -> Response:
            if request.url_rule is None and f"{request.path}/".startswith(f"{url_prefix}/"):
                return _as_problem(response)
            return response

    return blueprint


def never_redirect(app: Flask, blueprint: Blueprint) -> None:
    """Answer 404 to addresses with doubled slashes below the blueprint.

    Werkzeug would redirect them to the host that the request names, which the sender can choose.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{blueprint.name}."):
            rule.merge_slashes = False


def keep_out_of_descriptions(app: Flask) -> None:
    """Make APIFlask leave our calls out of the application's own OpenAPI document: it reads this attribute of
    every blueprint with hooks, and fails if it is missing.
    """
    for name, blueprint in app.blueprints.items():
        if is_ours(name):
            vars(blueprint)["enable_openapi"] = False


def _as_problem(response: Response) -> Response:
    """Answer an unknown address or method with a problem, and keep `Allow`."""
    match request.routing_exception:
        case NotFound():
            return problem_response(errors.NotFound())
        case MethodNotAllowed() if "//" in request.path:
            # Werkzeug looked up the address with its slashes merged.
            return problem_response(errors.NotFound())
        case MethodNotAllowed():
            problem = problem_response(errors.MethodNotAllowed())
            problem.headers["Allow"] = ", ".join(sorted(request.routing_exception.valid_methods or ()))
            return problem
        case _:
            return response


def _answer_bug(_error: InternalServerError) -> Response:
    """500 without details; Flask has logged the traceback, this line ties it to the answer."""
    _logger.error("unexpected error in request %s", request_id())
    return problem_response(Problem())
