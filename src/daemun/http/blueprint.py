"""The blueprint below which the whole API is: its refusals are problem documents, the host's other routes are
untouched.
"""

import logging

from flask import Blueprint, Response
from werkzeug.exceptions import InternalServerError

from daemun.http.problem_response import problem_response
from daemun.http.user_agent import request_id
from daemun.problem import Problem

_logger = logging.getLogger("daemun")


def api_blueprint(url_prefix: str) -> Blueprint:
    """Make the parent of all feature blueprints."""
    blueprint = Blueprint("daemun", __name__, url_prefix=url_prefix or None)
    blueprint.register_error_handler(Problem, problem_response)
    blueprint.register_error_handler(InternalServerError, _answer_bug)
    return blueprint


def _answer_bug(_error: InternalServerError) -> Response:
    """500 without details; Flask has logged the traceback, this line ties it to the answer."""
    _logger.error("unexpected error in request %s", request_id())
    return problem_response(Problem())
