"""The contract of a view, declared beside it: its body, its answer and its refusals.

`openapi.py` reads it. For a view that opens a session it also adds the cross-site check.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TypeVar, cast

from flask import request
from pydantic import BaseModel, Field, WithJsonSchema

from daemun.http.body import FORM_TYPE, media_type, refuse_body
from daemun.http.csrf import SAFE_METHODS, refuse_cross_site
from daemun.http.web_context import web_context
from daemun.problem import Problem

View = TypeVar("View", bound=Callable[..., object])

_OPERATION = "daemun_operation"
_ADMIT = "daemun_admit"
_REFUSALS = "daemun_refusals"

TIMESTAMP = Field(json_schema_extra={"format": "date-time"})
"""For text in RFC 3339: `Annotated[str, TIMESTAMP]`."""
PROFILE_MARK = "x-profile"
PROFILE = WithJsonSchema({PROFILE_MARK: "Profile"})
"""The application's own fields in answers: `Annotated[dict[str, object], PROFILE]`."""
PROFILE_OF_NEW_USER = WithJsonSchema({PROFILE_MARK: "NewProfile"})
"""The same, in bodies that create a user."""
PROFILE_CHANGES = WithJsonSchema({PROFILE_MARK: "ProfileChanges"})
"""The same, in bodies that change some of them."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. The refusals of guard, body and transport are added automatically."""

    body: type[BaseModel] | None = None
    """The model that the view gives to `read_body`; None: any body but `{}` is refused."""
    reads_foreign_body: bool = False
    """The view reads its body itself, because a third party writes it, such as a provider's form."""
    is_body_optional: bool = False
    """The body may be missing if a token elsewhere replaces it."""
    example: Mapping[str, object] = field(default_factory=dict)
    """An example of a body."""
    answer: type | None = None
    """A TypedDict of the members of a success; None: no body."""
    status: int = 200
    """Of a success; without an `answer` 204 is meant."""
    media_type: str = "application/json"
    also_text: bool = False
    """The answer is also offered as `text/plain`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of a success, with a sentence about each."""
    problems: tuple[type[Problem], ...] = ()
    """The refusals of the view itself."""
    opens_session: bool = False
    """The answer carries tokens, in cookie transport as cookies. There a request must provably come from our
    own pages: no other site may log a browser in as its own user (login CSRF).
    """
    takes_refresh_cookie: bool = False
    """In cookie transport the refresh token comes as a cookie, and no body is needed."""


def describe(operation: Operation) -> Callable[[View], View]:
    """Declare the contract of a view: `@describe(Operation(body=LogInBody, ...))`."""

    def mark(view: View) -> View:
        if operation.body is None and not operation.reads_foreign_body:
            view = _refusing_bodies(view)
        if operation.opens_session:
            view = _refusing_cross_site(view)
        vars(view)[_OPERATION] = operation
        return view

    return mark


def _refusing_bodies(view: View) -> View:
    @wraps(view)
    def bodiless(*args: object, **kwargs: object) -> object:
        # A token may come in a form (RFC 6750 section 2.2).
        has_token_form = web_context().transport.form_field and media_type(request) == FORM_TYPE
        if request.method not in SAFE_METHODS and not has_token_form:
            try:
                refuse_body()
            except Problem:
                # The guard's refusal comes first, as in views with a body.
                _admit(view)
                raise
        return view(*args, **kwargs)

    return cast(View, bodiless)


def _refusing_cross_site(view: View) -> View:
    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> object:
        web = web_context()
        if web.transport.cookies:
            refuse_cross_site(request, web.settings)
        return view(*args, **kwargs)

    return cast(View, guarded)


def mark_guarded(view: View, admit: Callable[[], None], refusals: tuple[type[Problem], ...]) -> View:
    """Record the guard of a view.

    admit: raises one of `refusals` if the caller is not admitted.
    """
    vars(view)[_ADMIT] = admit
    vars(view)[_REFUSALS] = refusals
    return view


def _admit(view: Callable[..., object]) -> None:
    admit: Callable[[], None] | None = vars(view).get(_ADMIT)
    if admit is not None:
        admit()


def operation_of(view: Callable[..., object]) -> Operation | None:
    """The declared contract of a view."""
    found = vars(view).get(_OPERATION) if hasattr(view, "__dict__") else None
    return found if isinstance(found, Operation) else None


def refusals_of(view: Callable[..., object]) -> tuple[type[Problem], ...]:
    """The refusals of a view's guard; empty: it has none."""
    found = vars(view).get(_REFUSALS, ())
    return found if isinstance(found, tuple) else ()
