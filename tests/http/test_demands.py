"""What a guard asks, met without a view or a problem document; and tokens that contradict themselves."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from daemun import current_token
from daemun.features.tokens import signer
from daemun.features.tokens.service import ACCESS_TOKEN_TYPE
from daemun.features.users.model import User
from daemun.http.demands import Demands
from daemun.http.errors import (
    FactorEnrolmentRequired,
    FreshLoginRequired,
    PasswordChangeRequired,
    StrongerLoginRequired,
    TokenInvalid,
    TokenMissing,
)
from daemun.problem import Problem
from daemun.scope import Restriction
from tests.attacks.site import Site, sites


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with sites(tmp_path) as make:
        yield make()


@pytest.fixture
def minsu(site: Site) -> User:
    return site.add_user()


def meet(site: Site, demands: Demands, headers: dict[str, str] | None = None) -> None:
    with site.app.test_request_context("/", headers=headers or {}):
        demands.meet()


def forge(site: Site, user: User, **claims: object) -> dict[str, str]:
    """A token that our own key signed, as none is ever issued."""
    keys, now = site.services.keys, int(site.services.web.clock.now().timestamp())
    keys.keep_current()
    key, private = keys.signing_key()
    values = {
        "iss": "urn:daemun",
        "sub": user.id,
        "aud": "urn:daemun",
        "exp": now + 600,
        "iat": now,
        "jti": "1",
        "client_id": "daemun",
        "roles": [],
        "scope": "",
    }
    text = signer.sign(values | claims, private, described_by=key, token_type=ACCESS_TOKEN_TYPE)
    return {"Authorization": f"Bearer {text}"}


def test_demands_that_are_met_leave_the_caller_behind(site: Site, minsu: User) -> None:
    with site.app.test_request_context("/", headers=site.bearer(minsu)):
        Demands().meet()

        assert current_token.user_id == minsu.id


@pytest.mark.parametrize(
    ("demands", "problem"),
    [
        (Demands(factors=frozenset({"mfa"})), StrongerLoginRequired),
        (Demands(factors=frozenset({"passkey"})), StrongerLoginRequired),
        (Demands(max_age=timedelta(0)), FreshLoginRequired),
    ],
)
def test_what_is_not_met_is_raised(site: Site, minsu: User, demands: Demands, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        meet(site, demands, site.bearer(minsu))
    with pytest.raises(TokenMissing):
        meet(site, demands)


@pytest.mark.parametrize(
    ("amr", "factor", "is_met"),
    [
        (("pwd", "otp"), "mfa", True),
        (("otp", "hwk"), "mfa", False),
        (("pwd", "pin"), "mfa", False),
        (("hwk",), "passkey", True),
        (("swk",), "passkey", True),
        (("pwd", "otp"), "passkey", False),
    ],
)
def test_more_than_one_factor_means_more_than_one_kind(
    site: Site, minsu: User, amr: tuple[str, ...], factor: str, is_met: bool
) -> None:
    demands, headers = Demands(factors=frozenset({factor})), site.bearer(minsu, amr=amr)

    if is_met:
        meet(site, demands, headers)
    else:
        with pytest.raises(StrongerLoginRequired):
            meet(site, demands, headers)


@pytest.mark.requirement("MF-04")
@pytest.mark.parametrize(
    ("factors", "problem"),
    [
        ({"mfa"}, StrongerLoginRequired),
        ({"otp", "passkey"}, StrongerLoginRequired),
        ({"otp", "pwd"}, None),
    ],
)
def test_a_young_proof_of_the_password_makes_no_old_factor_young(
    site: Site, minsu: User, factors: set[str], problem: type[Problem] | None
) -> None:
    now = int(site.services.web.clock.now().timestamp())
    proven = {"amr": ["pwd", "otp", "mfa"], "auth_time": now}
    demands = Demands(factors=frozenset(factors), max_age=timedelta(minutes=10))

    meet(site, demands, forge(site, minsu, **proven, factor_time=now - 599))
    for factor_time in ({"factor_time": now - 600}, {}):
        headers = forge(site, minsu, **proven, **factor_time)
        if problem is None:
            meet(site, demands, headers)
        else:
            with pytest.raises(problem):
                meet(site, demands, headers)
    meet(site, Demands(factors=frozenset(factors)), forge(site, minsu, **proven))


@pytest.mark.requirement("PW-19")
@pytest.mark.parametrize(
    ("restriction", "problem"),
    [
        (Restriction.PASSWORD_CHANGE, PasswordChangeRequired),
        (Restriction.FACTOR_ENROLMENT, FactorEnrolmentRequired),
    ],
)
def test_a_limited_session_is_let_in_only_where_it_is_meant_to_be(
    site: Site, minsu: User, restriction: Restriction, problem: type[Problem]
) -> None:
    headers = site.bearer(minsu, scope=restriction)
    [other] = set(Restriction) - {restriction}

    meet(site, Demands(restrictions=frozenset({restriction})), headers)
    for demands in (Demands(), Demands(optional=True), Demands(restrictions=frozenset({other}))):
        with pytest.raises(problem):
            meet(site, demands, headers)


@pytest.mark.requirement("PW-19")
@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "urn:daemun#password_change"},
        {"aud": "urn:daemun#password_change", "scope": "read"},
        {"aud": "urn:daemun#password_change", "scope": "factor_enrolment"},
        {"aud": "urn:daemun", "scope": "password_change"},
        {"aud": ["urn:daemun", "urn:daemun#password_change"], "scope": "password_change"},
        {"aud": ["urn:daemun", "urn:daemun#factor_enrolment"]},
    ],
)
def test_a_token_whose_audience_and_scope_contradict_each_other_opens_nothing(
    site: Site, minsu: User, claims: dict[str, object]
) -> None:
    every = Demands(restrictions=frozenset(Restriction))

    meet(site, every, forge(site, minsu))
    with pytest.raises(TokenInvalid):
        meet(site, every, forge(site, minsu, **claims))
