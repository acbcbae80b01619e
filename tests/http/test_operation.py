from datetime import timedelta

from daemun import login_required
from daemun.http.errors import (
    FreshLoginRequired,
    InsufficientRole,
    InsufficientScope,
    PasswordChangeRequired,
    StrongerLoginRequired,
    TokenMissing,
)
from daemun.http.operation import Operation, describe, operation_of, refusals_of
from daemun.scope import Restriction


def view() -> str:
    return "ran"


def test_what_is_said_of_a_view_changes_nothing_about_it() -> None:
    operation = Operation(status=204)

    described = describe(operation)(login_required(view))

    assert operation_of(described) is operation
    assert TokenMissing in refusals_of(described)


def test_nothing_is_known_of_a_view_that_nobody_described() -> None:
    assert operation_of(len) is None
    assert operation_of(view) is None
    assert refusals_of(view) == ()


def test_a_guard_tells_what_it_refuses() -> None:
    plain = set(refusals_of(login_required(view)))
    everything = login_required(
        roles={"editor"}, scopes={"read"}, factors={"otp"}, max_age=timedelta(minutes=1)
    )
    strict = set(refusals_of(everything(view)))

    assert strict - plain == {
        *(InsufficientRole, InsufficientScope, StrongerLoginRequired, FreshLoginRequired),
    }
    assert PasswordChangeRequired in plain
    assert PasswordChangeRequired not in refusals_of(
        login_required(restrictions={Restriction.PASSWORD_CHANGE})(view)
    )
    assert TokenMissing not in refusals_of(login_required(optional=True)(view))
