"""The stand-alone server: a small Flask application around the extension."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from inspect import iscoroutinefunction
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, Response, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers.response import Response as AnyResponse

from daemun.clock import Clock
from daemun.composition.front import appearance
from daemun.composition.services import Services
from daemun.extension import Daemun
from daemun.http.errors import MethodNotAllowed, NotFound
from daemun.http.origin import request_id
from daemun.http.problem_response import problem_response
from daemun.http.refusals import is_page_load
from daemun.mail.message import Mailer
from daemun.pages.appearance import Appearance
from daemun.pages.language import choose_as_browser
from daemun.pages.refused import show_refusal
from daemun.problem import Problem
from daemun.server import health, monitoring, public_scheme, request_log
from daemun.settings.reading import Settings, load_environment, load_file

_PROBLEMS: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed, 500: Problem}


_is_coroutine = lru_cache(maxsize=1024)(iscoroutinefunction)


class _Server(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Cached: Flask's version inspects every hook and view again for each request."""
        return self.async_to_sync(func) if _is_coroutine(func) else func

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]
    ) -> None:
        """Log a bug without the URL, which may contain anything; the request's log line has its route."""
        self.logger.error("unexpected error", exc_info=exc_info)


def create_app(
    *,
    instance_path: Path | None = None,
    config: Mapping[str, object] | None = None,
    config_file: Path | None = None,
    mailer: Mailer | None = None,
    clock: Clock | None = None,
) -> Flask:
    """Make the server's application. The file overrides `config`; `DAEMUN_...` in the environment overrides
    both.

    instance_path: the absolute folder of the SQLite file and the secret key; Flask's default unless given.
    mailer: instead of what `DAEMUN_MAIL_URL` names. clock: for tests.
    """
    app = _Server("daemun", instance_path=str(instance_path) if instance_path else None, static_folder=None)
    # A redirect that merges slashes would take its host from the request.
    app.url_map.merge_slashes = False
    app.config.update(config or {})
    if config_file is not None:
        load_file(app.config, config_file)
    load_environment(app.config)
    app.config.setdefault("DAEMUN_PAGES_ENABLED", True)
    Daemun(app, mailer=mailer, clock=clock)
    services: Services = app.extensions["daemun"]
    look = appearance(services)
    if services.settings.pages.enabled:
        app.add_url_rule("/", "front", lambda: redirect(url_for("daemun.pages.account"), code=303))
    # The whole application is ours here, so we may format every answer.
    app.register_error_handler(HTTPException, lambda error: _answer(error, services.settings, look))
    app.after_request(_name_request)
    request_log.install(app, services.settings.server)
    monitoring.install(app, services.settings.server)
    public_scheme.install(app, services.settings)
    health.install(app, services)
    return app


def _answer(error: HTTPException, settings: Settings, look: Appearance) -> HTTPException | AnyResponse:
    """Answer an unknown address or method, or a bug, with a page for browsers and a problem for programs.
    Keep `Allow`.
    """
    problem = _PROBLEMS.get(error.code or 0)
    if problem is None:
        return error
    api = f"{settings.http.url_prefix}/"
    if settings.pages.enabled and is_page_load() and not request.path.startswith(api):
        choose_as_browser()
        response = show_refusal(problem(), look)
    else:
        response = problem_response(problem())
    allowed = dict(error.get_headers()).get("Allow")
    if allowed is not None:
        response.headers["Allow"] = allowed
    return response


def _name_request(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    return response
