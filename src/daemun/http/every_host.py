"""Our addresses on an application with `host_matching=True`, which never matches a rule without a host."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask import Blueprint, Flask, has_request_context, request
from werkzeug.routing import Rule

_HOST: Final = "daemun_host"


class _RuleOfEveryHost(Rule):
    def __init__(self, string: str, **options: Any) -> None:  # noqa: ANN401 - whatever a rule takes
        super().__init__(string, **{**options, "host": f"<{_HOST}>"})


@contextmanager
def on_every_host(app: Flask, *blueprints: Blueprint) -> Iterator[None]:
    """Make all routes registered inside this block answer on every host; `blueprints`: the outermost ones."""
    if not app.url_map.host_matching:
        yield
        return
    for each in blueprints:
        each.url_value_preprocessor(_take_out)
        each.url_defaults(_put_in)
    usual = app.url_rule_class
    app.url_rule_class = _RuleOfEveryHost  # type: ignore[assignment]
    try:
        yield
    finally:
        app.url_rule_class = usual


def _take_out(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Our views take no host argument."""
    if values is not None:
        values.pop(_HOST, None)


def _put_in(_endpoint: str, values: dict[str, Any]) -> None:
    """Links stay on the host of their page."""
    if has_request_context():
        values.setdefault(_HOST, request.host)
