"""`next`: where to go on after the login, limited to allowed addresses (WB-06)."""

from collections.abc import Collection
from urllib.parse import quote, unquote, urlsplit

from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from daemun.http.web_context import web_context

NEXT_PARAMETER = "next"
PROMPT_PARAMETER = "prompt"
ACR_PARAMETER = "acr_values"
LOG_IN_AGAIN = "login"
"""The `prompt` for a user who is logged in but must authenticate again, as in OpenID Connect."""
SECOND_FACTOR = "aal2"
"""The `acr_values` beside it if a password alone is not enough (RFC 9470 section 4)."""
_MAX_LENGTH = 2048
_MAX_DECODINGS = 3
_STEPS = frozenset({".", ".."})


def read_next(text: str | None, *, origins: Collection[str] = ()) -> str | None:
    """The address to go on to: a path of this host, or an address whose origin is one of `origins`.

    None for everything else: other hosts, `//host`, backslashes, control characters, `@` before the query,
    steps such as `/..`, and anything that becomes one of these when a server decodes it again.
    """
    if text is None or not text or len(text) > _MAX_LENGTH:
        return None
    if text.startswith("/"):
        return text if _is_local(text) else None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    origin = f"{parts.scheme}://{parts.netloc}"
    rest = text.removeprefix(origin)
    is_allowed = origin in origins and (not rest or _is_local(rest))
    return text if is_allowed else None


def present_next() -> str | None:
    """The `next` of the current request, if it is allowed."""
    try:
        given = request.form.get(NEXT_PARAMETER)
    except RequestEntityTooLarge:
        given = None
    return read_next(given or request.args.get(NEXT_PARAMETER), origins=web_context().settings.origins)


def present_page(request: Request) -> str:
    """The page that a browser asks for, as a `next`: path and query."""
    path = quote(request.root_path + request.path, safe="/~-._!$&'()*+,;=:")
    query = request.query_string.decode("latin-1")
    return f"{path}?{query}" if query else path


def _is_local(path: str) -> bool:
    """Whether a browser stays on this host: exactly one leading slash, and nothing that becomes two."""
    before_query = path.partition("?")[0].partition("#")[0]
    if not before_query.startswith("/") or " " in path or _has_control_characters(path):
        return False
    for _ in range(_MAX_DECODINGS):
        if before_query.startswith("//") or "\\" in before_query or "@" in before_query:
            return False
        # Who takes the steps of `/..//host` is left with `//host`.
        if _has_control_characters(before_query) or not _STEPS.isdisjoint(before_query.split("/")):
            return False
        decoded = unquote(before_query)
        if decoded == before_query:
            return True
        before_query = decoded
    return False


def _has_control_characters(text: str) -> bool:
    return any(character < " " or "\x7f" <= character <= "\xa0" for character in text)
