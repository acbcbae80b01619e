"""What stands beside every public name: shapes, units, errors, and the standard where there is one."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

import daemun
import daemun.signals
import daemun.testing
import daemun_verify
import daemun_verify.asgi
import daemun_verify.django
import daemun_verify.fastapi
import daemun_verify.flask
from daemun.features.audit import events, provider_events
from daemun.features.mails.service import Mails
from daemun.features.passwords.service import Passwords
from daemun.features.roles.service import Roles
from daemun.features.sessions.service import Sessions
from daemun.features.tokens.key_ring import KeyRing
from daemun.features.users.service import Users
from daemun.http.current_user import CurrentUser
from daemun.mail.outbox import Outbox
from daemun.storage import open_store

MODULES = (daemun.signals, daemun.testing, daemun_verify.asgi, daemun_verify.django, daemun_verify.fastapi)
STANDARDS = {
    "daemun.Problem": "RFC 9457",
    "daemun.login_required": "RFC 6750 section 3",
    "daemun.Message.language": "RFC 5646",
    "daemun_verify.InvalidToken": "RFC 9068",
    "daemun_verify.KeySet": "RFC 7517",
    "daemun_verify.RemoteKeySet": "RFC 7517",
    "daemun_verify.VerificationKey": "RFC 7517",
    "daemun_verify.VerifiedToken": "RFC 9068 section 2.2",
    "daemun_verify.VerifiedToken.amr": "RFC 8176",
    "daemun_verify.Verifier.verify": "RFC 9068 section 4",
    "daemun_verify.flask.token_required": "RFC 6750 section 3",
}
UNITS = re.compile(
    r"second|minute|hour|byte|how (often|many|long)|at most|number|status|timedelta", re.IGNORECASE
)


def public_names() -> Iterator[tuple[str, Any]]:
    for package in (daemun, daemun_verify):
        yield from ((f"{package.__name__}.{name}", getattr(package, name)) for name in package.__all__)
    for module in MODULES:
        yield from (
            (f"{module.__name__}.{name}", value)
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
        )
    yield "daemun_verify.flask.token_required", daemun_verify.flask.token_required
    for event in [*vars(events).values(), *vars(provider_events).values()]:
        if isinstance(event, type) and event.__module__ in (events.__name__, provider_events.__name__):
            yield f"events.{event.__name__}", event
    for part in (CurrentUser, KeyRing, Mails, Outbox, Passwords, Roles, Sessions, Users):
        yield part.__name__, part
    yield "open_store.open_store", open_store.open_store
    yield "open_store.open_store_on", open_store.open_store_on


def public_callables() -> Iterator[tuple[str, Callable[..., object]]]:
    for name, value in public_names():
        if inspect.isfunction(value):
            yield name, value
        if inspect.isclass(value):
            for own, member in vars(value).items():
                function = member.fget if isinstance(member, property) else member
                if not own.startswith("_") and inspect.isfunction(function):
                    yield f"{name}.{own}", function


NAMES = dict(public_names())
CALLABLES = dict(public_callables())


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_says_what_it_is(name: str) -> None:
    if name in ("daemun.current_user", "daemun.current_token"):
        return
    said = NAMES[name].__doc__ or ""

    assert said.strip()
    # What a dataclass writes by itself is not a sentence.
    assert not said.startswith(f"{name.rpartition('.')[2]}(")


@pytest.mark.parametrize("name", CALLABLES)
def test_every_public_method_says_what_it_does_gives_and_raises(name: str) -> None:
    function = CALLABLES[name]
    said = inspect.getdoc(function) or ""
    first = said.partition("\n\n")[0]

    assert first.rstrip().endswith((".", "!", "?", ":")), f"{name}: {said!r}"
    assert sorted(raised(function) - set(re.findall(r"\w+", said))) == []


@pytest.mark.parametrize("name", CALLABLES)
def test_every_number_has_a_unit(name: str) -> None:
    function = CALLABLES[name]
    numbers = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.annotation in (int, float, int | None, float | None)
    ]

    assert not numbers or UNITS.search(inspect.getdoc(function) or ""), f"{name}: {numbers}"


@pytest.mark.parametrize("name", STANDARDS)
def test_the_standard_is_named_where_there_is_one(name: str) -> None:
    assert STANDARDS[name] in " ".join(said_of(name).split())


def raised(function: Callable[..., object]) -> set[str]:
    """The names of what a function itself raises."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    found = set()
    for node in ast.walk(tree):
        error = node.exc if isinstance(node, ast.Raise) else None
        called = error.func if isinstance(error, ast.Call) else error
        if isinstance(called, ast.Name) and called.id[0].isupper():
            found.add(called.id)
    return found


def said_of(name: str) -> str:
    """The docstring of a public name, or of an attribute below one."""
    if name in NAMES:
        return NAMES[name].__doc__ or ""
    if name in CALLABLES:
        return CALLABLES[name].__doc__ or ""
    owner, _, attribute = name.rpartition(".")
    source = ast.parse(textwrap.dedent(inspect.getsource(NAMES[owner])))
    members = source.body[0].body  # type: ignore[attr-defined]
    for member, after in pairwise(members):
        if isinstance(member, ast.AnnAssign) and ast.unparse(member.target) == attribute:
            return str(getattr(getattr(after, "value", None), "value", ""))
    raise LookupError(name)
