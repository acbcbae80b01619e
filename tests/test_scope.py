import pytest

from daemun.scope import ContradictoryToken, Restriction, audience_for, read_restriction, restriction_of
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from daemun_verify import InvalidToken, InvalidTokenCode
from tests.builders import add_user, an_installation, log_in

PASSWORD, FACTOR = Restriction.PASSWORD_CHANGE, Restriction.FACTOR_ENROLMENT


@pytest.mark.requirement("PW-19")
@pytest.mark.parametrize("restriction", Restriction)
def test_no_other_service_accepts_a_token_that_may_do_one_thing_only(restriction: Restriction) -> None:
    services = an_installation(open_store("sqlite://"), FrozenClock())
    tokens = log_in(services, add_user(services), scope=restriction)

    with pytest.raises(InvalidToken) as refused:
        services.web.verifier.verify(tokens.access_token.text)

    assert refused.value.code == InvalidTokenCode.WRONG_AUDIENCE
    assert tokens.session.scope == restriction
    services.close()


@pytest.mark.parametrize(
    ("scopes", "restriction"),
    [
        ([], None),
        (["read", "write"], None),
        (["password_change"], PASSWORD),
        (["read", "password_change"], PASSWORD),
        (["factor_enrolment"], FACTOR),
        (["Password_Change", "password_change "], None),
    ],
)
def test_a_scope_may_name_a_restriction(scopes: list[str], restriction: Restriction | None) -> None:
    assert restriction_of(scopes) is restriction


@pytest.mark.parametrize(
    ("audience", "scopes", "restriction"),
    [
        (["a"], [], None),
        (["a", "b"], ["read"], None),
        (["a#password_change"], ["password_change"], PASSWORD),
        (["a#password_change", "b"], ["password_change", "read"], PASSWORD),
        (["a#factor_enrolment"], ["factor_enrolment"], FACTOR),
    ],
)
def test_audience_and_scope_together_say_what_a_token_may_do(
    audience: list[str], scopes: list[str], restriction: Restriction | None
) -> None:
    assert read_restriction("a", token_audience=audience, scopes=scopes) is restriction


@pytest.mark.parametrize(
    ("audience", "scopes"),
    [
        (["a#password_change"], []),
        (["a#password_change"], ["read"]),
        (["a#password_change"], ["factor_enrolment"]),
        (["a"], ["password_change"]),
        (["a", "a#password_change"], ["password_change"]),
        (["a", "a#password_change"], []),
        (["a#password_change", "a#factor_enrolment"], ["password_change", "factor_enrolment"]),
        (["b"], []),
        ([], []),
    ],
)
def test_a_token_whose_audience_and_scope_contradict_each_other_may_do_nothing(
    audience: list[str], scopes: list[str]
) -> None:
    with pytest.raises(ContradictoryToken):
        read_restriction("a", token_audience=audience, scopes=scopes)


def test_a_limited_audience_is_that_of_nobody_else() -> None:
    assert audience_for("a", None) == "a"
    assert audience_for("a", PASSWORD) == "a#password_change"
