"""Problem -> application/problem+json (RFC 9457), in the caller's language."""

import json
from collections.abc import Mapping
from urllib.parse import quote

from flask import Response, g, request

from daemun.http.language import present_language
from daemun.http.origin import request_id
from daemun.http.response_headers import add_security_headers
from daemun.http.web_context import web_context
from daemun.localization import Catalogs
from daemun.problem import FieldError, Problem


def problem_response(problem: Problem) -> Response:
    """Build the response to a refusal: texts by `Accept-Language`, `WWW-Authenticate` with every 401,
    `Retry-After` if known.
    """
    web = web_context()
    language = present_language()
    note_refusal(problem)
    body: dict[str, object] = {
        "type": f"{quote(request.root_path)}{web.settings.url_prefix}/problems/{problem.code}",
        "title": web.catalogs.problem_text(language, problem.code, "title", problem.params),
        "status": problem.status,
        "detail": localized_detail(problem),
        "code": problem.code,
        "instance": request_id(),
        **problem.params,
    }
    if problem.errors:
        body["errors"] = [_written(error, web.catalogs, language) for error in problem.errors]
    response = Response(
        json.dumps(body, ensure_ascii=False), status=problem.status, content_type="application/problem+json"
    )
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    if web.reads_cookies:
        response.vary.update(("Cookie", "Sec-Fetch-Site", "Origin"))
    response.headers["Cache-Control"] = "no-store"
    retry_after = problem.params.get("retry_after")
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    challenge = _challenge(problem)
    if challenge is not None:
        response.headers["WWW-Authenticate"] = challenge
    return add_security_headers(response)


def note_refusal(problem: Problem) -> None:
    """Remember the code of the refusal, for the request's line in the log."""
    g.daemun_problem_code = problem.code


def present_problem_code() -> str | None:
    """The code of the current request's refusal, if it was refused."""
    code: str | None = g.get("daemun_problem_code")
    return code


def localized_detail(problem: Problem) -> str:
    """The text of a refusal, in the caller's language."""
    catalogs, language = web_context().catalogs, present_language()
    if problem.text:
        return catalogs.sentence(language, problem.text, problem.params)
    return catalogs.problem_text(language, problem.code, "detail", problem.params)


def explain(problem: Problem) -> str:
    """The message for a form: the text of each field's mistake, or that of the refusal."""
    return " ".join(sentence for _, sentence in localized_errors(problem)) or localized_detail(problem)


def localized_errors(problem: Problem) -> list[tuple[str, str]]:
    """Pointer and text of each mistake, in the caller's language."""
    catalogs, language = web_context().catalogs, present_language()
    return [(error.pointer, str(_written(error, catalogs, language)["detail"])) for error in problem.errors]


def _written(error: FieldError, catalogs: Catalogs, language: str) -> Mapping[str, object]:
    if error.text:
        detail = catalogs.sentence(language, error.text, error.params)
    else:
        detail = catalogs.text(language, f"field_error.{error.code}", error.params)
    return {"pointer": error.pointer, "code": error.code, "detail": detail, **error.params}


def _challenge(problem: Problem) -> str | None:
    """RFC 6750 section 3: no error code when the request carried no token at all."""
    if problem.status != 401 and problem.bearer_error is None:
        return None
    challenge = 'Bearer realm="daemun"'
    if problem.bearer_error is not None:
        challenge += f', error="{problem.bearer_error}"'
    for name in ("scope", "max_age"):
        if name in problem.params:
            challenge += f', {name}="{problem.params[name]}"'
    return challenge
