"""The stand-alone server: a small Flask application around the extension."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers.response import Response

from daemun.extension import Daemun
from daemun.http.errors import MethodNotAllowed, NotFound
from daemun.http.problem_response import problem_response
from daemun.problem import Problem
from daemun.settings import load_environment, load_file

_PROBLEMS: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed, 500: Problem}


def create_app(
    *,
    instance_path: Path | None = None,
    config: Mapping[str, object] | None = None,
    config_file: Path | None = None,
) -> Flask:
    """Make the server's application: over `config` goes the file, over that the environment's `DAEMUN_...`.

    instance_path: the absolute folder of the SQLite file and the secret key; Flask's own choice unless given.
    """
    app = Flask("daemun", instance_path=str(instance_path) if instance_path else None, static_folder=None)
    app.config.update(config or {})
    if config_file is not None:
        load_file(app.config, config_file)
    load_environment(app.config)
    Daemun(app)
    # The application is ours alone here, so its every answer may be.
    app.register_error_handler(HTTPException, _answer)
    return app


def _answer(error: HTTPException) -> HTTPException | Response:
    """Write an unknown address or method as a problem, and keep `Allow`."""
    problem = _PROBLEMS.get(error.code or 0)
    if problem is None:
        return error
    response = problem_response(problem())
    allowed = dict(error.get_headers()).get("Allow")
    if allowed is not None:
        response.headers["Allow"] = allowed
    return response
