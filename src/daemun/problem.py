"""Problem: the base of every refusal a caller may see (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

Param = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake in a body: where (JSON pointer, RFC 6901), a stable code, and facts for its text. Never the
    rejected value.
    """

    pointer: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    text: str | None = None
    """A sentence from the application's own rule, or the key of its text; None: the catalogs' text for
    `code`.
    """


class Problem(Exception):
    """A refusal with a permanent code: what callers get as a problem document (RFC 9457).

    Values for the texts go into `params`; all texts are in the catalogs.

    Subclass it to refuse something in your own application: set `code` and `status`, and either pass `text`,
    the sentence for the user, or add `own.<code>.title` and `own.<code>.detail` to your texts.
    """

    code: ClassVar[str] = "internal_error"
    """By which programs distinguish refusals."""
    status: ClassVar[int] = 500
    """The HTTP status (RFC 9110 section 15)."""
    bearer_error: ClassVar[str | None] = None
    """The `error` of `WWW-Authenticate: Bearer` (RFC 6750 section 3.1), for refused tokens only."""

    def __init__(
        self, *, text: str | None = None, errors: tuple[FieldError, ...] = (), **params: Param
    ) -> None:
        super().__init__(self.code)
        self.text = text
        self.errors = errors
        self.params: Mapping[str, Param] = MappingProxyType(params)


class StoreUnavailable(Problem):
    """The database or the counter store does not respond, is locked or is full. Nothing was decided: try
    again.
    """

    code = "store_unavailable"
    status = 503

    def __init__(self, reason: str = "", *, retry_after: int | None = 2) -> None:
        """reason: for the operator and the log, never for callers."""
        params: dict[str, Param] = {} if retry_after is None else {"retry_after": retry_after}
        super().__init__(text=None, errors=(), **params)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason or super().__str__()


_LASTING = "until_repaired"


class StoreMisconfigured(StoreUnavailable):
    """The database, its role or its URL must be changed first; retrying does not help.

    Its text is one sentence for the operator: what is wrong, and what to do.
    """

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(f"{fault}: {remedy}", retry_after=None)
        self.fault = fault
        self.remedy = remedy
        self.text = f"store.{_LASTING}"


class KeysUnavailable(Problem):
    """No token can be issued: this process's secret key does not decrypt the signing key."""

    code = "keys_unavailable"
    status = 503
