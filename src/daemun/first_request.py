"""Checks that need the host's complete application: they run at its first request."""

import logging
import re
from collections.abc import Iterator, Mapping
from threading import Lock

from flask import Flask, request
from flask.signals import request_started
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule

from daemun.http import refusals
from daemun.http.blueprint import is_ours
from daemun.http.guard import guard_of
from daemun.migrations import HINT, is_untold
from daemun.settings.reading import Settings

_logger = logging.getLogger("daemun")
_OURS = "daemun"
_REMEDY = (
    "Move yours, or give Daemun another url_prefix=; where there are pages, DAEMUN_PAGES_PREFIX moves them."
)
_ELSEWHERE = (
    "the application is mounted at %s, and links in mails lead to %s: set APPLICATION_ROOT in app.config,"
    " before Daemun is set up"
)
_VARIABLE = re.compile("<[^>]*>")


class HiddenRoute(RuntimeError):
    """A route of the host and one of ours share an address, so one of them is unreachable."""


def watch(app: Flask, settings: Settings) -> None:
    """Check `app` once, before its first request is served.

    Raises HiddenRoute, now or at the first request, if a route hides another.
    """
    refuse_hidden_routes(app)
    known = _settings(app)
    mounted_at = app.config["APPLICATION_ROOT"].rstrip("/")
    mails_links = settings.pages.enabled and settings.http.origin is not None
    lock = Lock()
    checked: list[bool] = []

    def check(_app: Flask, **_more: object) -> None:
        if checked:
            return
        with lock:
            if checked:
                return
            refuse_hidden_routes(app)
            refusals.answer_before_others(app)
            _leave_to_our_own_check(app)
            _report_late_settings(app, known)
            _guard_bare_views(app)
            if mails_links and request.root_path.rstrip("/") not in ("", mounted_at):
                _logger.warning(_ELSEWHERE, request.root_path, mounted_at or "/")
            if (settings.development or app.debug) and is_untold(app):
                _logger.warning(HINT)
            checked.append(True)
        # Later requests need not pay for it.
        request_started.disconnect(check, app)

    # Kept alive by the application, whose signal holds it weakly.
    app.extensions[f"{_OURS}.first_request"] = check
    request_started.connect(check, app)


def refuse_hidden_routes(app: Flask) -> None:
    """Raise HiddenRoute, naming both, if a call to us would reach the host, or the reverse."""
    for rule, method, found in _reached(app):
        if _owner(rule.endpoint) != _owner(found):
            raise HiddenRoute(
                f"{method} {rule.rule}: {rule.endpoint!r} cannot be reached, because {found!r} has the same"
                f" address. {_REMEDY}"
            )


def _owner(endpoint: str) -> str:
    """The host, our API or our pages: none may hide routes of another."""
    if not is_ours(endpoint):
        return "host"
    return "pages" if endpoint.startswith(f"{_OURS}.pages.") else "api"


def _reached(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every rule and method that may collide with another owner's, with the endpoint that answers there."""
    rules = list(app.url_map.iter_rules())
    prefixes = {rule.rule for rule in rules if is_ours(rule.endpoint)}
    for rule in rules:
        if not is_ours(rule.endpoint) and rule.rule not in prefixes:
            continue
        for adapter in _adapters(app.url_map, rule):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                try:
                    found, _ = adapter.match(_sample(rule.rule), method=method)
                except HTTPException:
                    continue
                yield rule, method, found


def _adapters(url_map: Map, rule: Rule) -> Iterator[MapAdapter]:
    """Adapters for the rule's sub-domain, or for every host if rules have hosts: ours answer on all."""
    if not url_map.host_matching:
        yield url_map.bind("localhost", subdomain=rule.subdomain or "")
        return
    for host in {each.host or "" for each in (url_map.iter_rules() if is_ours(rule.endpoint) else [rule])}:
        yield url_map.bind(_sample(host))


def _sample(pattern: str) -> str:
    """A path or host that matches the pattern: our variables are ids and names, so a word as long as an id
    will do.
    """
    return _VARIABLE.sub("x" * 22, pattern)


def _leave_to_our_own_check(app: Flask) -> None:
    """Exempt our calls from Flask-WTF's CSRFProtect: they check the request's origin instead of a token."""
    csrf = app.extensions.get("csrf")
    if csrf is None:
        return
    for endpoint, view in app.view_functions.items():
        if is_ours(endpoint):
            csrf.exempt(view)


def _report_late_settings(app: Flask, known: Mapping[str, object]) -> None:
    late = {
        name
        for name, value in _settings(app).items()
        if name not in known or (known[name] is not value and known[name] != value)
    }
    if late:
        _logger.error(
            "%s: set after Daemun was set up on this application, without effect: set it before Daemun(app)"
            " or init_app(app)",
            ", ".join(sorted(late)),
        )


def _settings(app: Flask) -> dict[str, object]:
    return {name: value for name, value in app.config.items() if name.startswith("DAEMUN_")}


def _guard_bare_views(app: Flask) -> None:
    """Fix a guard above `@app.get`, which has no effect: Flask registered the unguarded view."""
    for endpoint, view in app.view_functions.items():
        guarded = guard_of(view)
        if guarded is not None:
            app.view_functions[endpoint] = guarded
            _logger.error(
                "@login_required stands above the route of the view %r and guards nothing there; it is"
                " guarded now, but put @login_required below the route",
                f"{view.__module__}.{view.__qualname__}",
            )
