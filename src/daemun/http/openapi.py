"""The OpenAPI 3.1 description of everything mounted, built from the routes and their `Operation`s."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import cast

from flask import Flask
from pydantic import BaseModel

from daemun.http.cookies import access_cookie, refresh_cookie
from daemun.http.csrf import SAFE_METHODS
from daemun.http.errors import (
    BodyTooLarge,
    CrossSiteRequest,
    LoginTooLarge,
    MalformedBody,
    TokenAmbiguous,
    TokenMissing,
    UnsupportedMediaType,
)
from daemun.http.openapi_schemas import Json, about_problem, component_schemas, problem_name, reference
from daemun.http.operation import Operation, operation_of, refusals_of
from daemun.http.settings import HttpSettings, TransportSettings
from daemun.problem import KeysUnavailable, Problem, StoreUnavailable
from daemun.validation import ValidationFailed

_PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_ABOUT = """Register, log in, stay logged in, see and end sessions.

Every refusal is `application/problem+json` (RFC 9457) with a `code` that never changes."""


@dataclass(frozen=True, slots=True)
class Call:
    """A method at a path, and what is known about it."""

    method: str
    path: str
    """Below the prefix, such as `/sessions/{session_id}`."""
    name: str
    group: str
    view: Callable[..., object]
    operation: Operation
    problems: tuple[type[Problem], ...]
    """All of them, each code once."""


def describe_api(
    app: Flask,
    *,
    http: HttpSettings,
    transport: TransportSettings,
    profile: type[BaseModel] | None,
    server: str,
) -> Json:
    """An OpenAPI 3.1 document.

    profile: the application's own model of fields.
    server: the base of the paths: a path or a URL.
    """
    calls = list(find_calls(app, http=http, transport=transport))
    paths: dict[str, Json] = {}
    for call in calls:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call, transport)
    operations = [call.operation for call in calls]
    schemas = component_schemas(
        bodies=[each.body for each in operations if each.body is not None],
        answers=list(dict.fromkeys(each.answer for each in operations if each.answer is not None)),
        problems=list({each.code: each for call in calls for each in call.problems}.values()),
        profile=profile,
        cookies=transport.cookies,
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Daemun", "version": version("daemun"), "description": _ABOUT},
        "servers": [{"url": server or "/"}],
        "tags": [{"name": name} for name in _groups(app, calls)],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _security_schemes(transport)},
    }


def find_calls(app: Flask, *, http: HttpSettings, transport: TransportSettings) -> Iterator[Call]:
    """Every described call of an application, in the order of paths and methods."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    for rule in rules:
        view = app.view_functions.get(rule.endpoint)
        operation = operation_of(view) if view is not None else None
        if view is None or operation is None:
            continue
        above, _, name = rule.endpoint.rpartition(".")
        group = above.rpartition(".")[2]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = _PARAMETER.sub(r"{\1}", rule.rule.removeprefix(http.url_prefix))
            problems = {each.code: each for each in _problems(method, view, operation, transport)}
            yield Call(method, path, name, group, view, operation, tuple(problems.values()))


def _groups(app: Flask, calls: Sequence[Call]) -> list[str]:
    """In the order in which they are mounted."""
    described = {call.group for call in calls}
    names = (name.rpartition(".")[2] for name in app.blueprints)
    return [name for name in names if name in described]


def _problems(
    method: str, view: Callable[..., object], operation: Operation, transport: TransportSettings
) -> Iterator[type[Problem]]:
    yield from refusals_of(view)
    yield from operation.problems
    if operation.body is not None or (method not in SAFE_METHODS and not operation.reads_foreign_body):
        yield from (MalformedBody, BodyTooLarge, UnsupportedMediaType, ValidationFailed)
    reads_cookies = operation.opens_session or TokenMissing in (*refusals_of(view), *operation.problems)
    if transport.cookies and reads_cookies:
        yield TokenAmbiguous
        if method not in SAFE_METHODS:
            yield CrossSiteRequest
    if operation.opens_session:
        yield KeysUnavailable
        if transport.cookies:
            yield LoginTooLarge
    yield from (Problem, StoreUnavailable)


def _operation(call: Call, transport: TransportSettings) -> Json:
    summary, _, more = (inspect.getdoc(call.view) or "").partition("\n\n")
    described: Json = {"operationId": call.name, "tags": [call.group], "summary": " ".join(summary.split())}
    if more:
        described["description"] = more
    parameters = re.findall(r"{(\w+)}", call.path)
    if parameters:
        described["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in parameters
        ]
    if call.operation.body is not None:
        described["requestBody"] = _request_body(call.operation, call.operation.body, transport)
    described["responses"] = {**_success(call.operation, transport), **_refusals(call.problems)}
    described["security"] = _security(call, transport)
    return described


def _request_body(operation: Operation, body: type[BaseModel], transport: TransportSettings) -> Json:
    content: Json = {"schema": reference(body.__name__)}
    if operation.example:
        content["example"] = dict(operation.example)
    return {
        "required": not (
            operation.is_body_optional or (transport.cookies and operation.takes_refresh_cookie)
        ),
        "content": {"application/json": content},
    }


def _success(operation: Operation, transport: TransportSettings) -> Json:
    headers = dict(operation.headers)
    if transport.cookies and operation.opens_session:
        headers["Set-Cookie"] = f"`{access_cookie(transport)}` and `{refresh_cookie(transport)}`."
    answer = operation.answer
    response: Json = {"description": (inspect.getdoc(answer) if answer else None) or "Done."}
    if headers:
        response["headers"] = {name: _header(text) for name, text in headers.items()}
    if answer is not None:
        content: Json = {operation.media_type: {"schema": reference(answer.__name__)}}
        if operation.also_text:
            content["text/plain"] = {"schema": {"type": "string"}}
        response["content"] = content
    return {str(operation.status): response}


def _refusals(problems: Sequence[type[Problem]]) -> Json:
    found: dict[int, list[type[Problem]]] = {}
    for problem in sorted(problems, key=lambda each: (each.status, each.code)):
        found.setdefault(problem.status, []).append(problem)
    return {str(status): _refusal(each) for status, each in found.items()}


def _refusal(problems: Sequence[type[Problem]]) -> Json:
    schemas = [reference(problem_name(problem)) for problem in problems]
    about = (f"- `{problem.code}`: {_first_sentence(problem)}" for problem in problems)
    return {
        "description": "\n".join(about),
        "headers": _refusal_headers(problems),
        "content": {
            "application/problem+json": {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}
        },
    }


def _refusal_headers(problems: Sequence[type[Problem]]) -> Json:
    headers: Json = {"Content-Language": _header("The language of the texts.")}
    challenged = [problem.status == 401 or problem.bearer_error is not None for problem in problems]
    if any(challenged):
        headers["WWW-Authenticate"] = {
            **_header("How to authenticate (RFC 6750)."),
            "required": all(challenged),
        }
    waiting = ["retry_after" in inspect.signature(problem).parameters for problem in problems]
    if any(waiting):
        headers["Retry-After"] = {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "minimum": 1},
            "required": all(waiting),
        }
    return headers


def _header(text: str) -> Json:
    return {"description": text, "schema": {"type": "string"}, "required": True}


def _security(call: Call, transport: TransportSettings) -> list[Mapping[str, list[str]]]:
    guard = (*refusals_of(call.view), *call.operation.problems)
    schemes: list[str] = []
    if TokenAmbiguous in guard:
        schemes = [name for name in _security_schemes(transport) if name != "refreshCookie"]
    if transport.cookies and call.operation.takes_refresh_cookie:
        schemes.append("refreshCookie")
    ways: list[Mapping[str, list[str]]] = [{name: []} for name in schemes]
    # No token is required, or the one in the body will do.
    is_needed = TokenMissing in guard and not call.operation.is_body_optional
    return ways if is_needed or not ways else [{}, *ways]


def _security_schemes(transport: TransportSettings) -> Mapping[str, Json]:
    schemes: dict[str, Json] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The `access_token` of a login.",
        }
    }
    if transport.form_field:
        about = cast(str, schemes["bearer"]["description"])
        schemes["bearer"]["description"] = f"{about} Guarded forms may send it as the field `access_token`."
    if transport.query_string:
        schemes["queryString"] = {"type": "apiKey", "in": "query", "name": "access_token"}
    if transport.cookies:
        schemes["accessCookie"] = {"type": "apiKey", "in": "cookie", "name": access_cookie(transport)}
        schemes["refreshCookie"] = {"type": "apiKey", "in": "cookie", "name": refresh_cookie(transport)}
    return schemes


def _first_sentence(problem: type[Problem]) -> str:
    text = " ".join(about_problem(problem).split())
    return text.partition(". ")[0].rstrip(".") + "."
