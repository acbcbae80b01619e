from collections.abc import Mapping
from datetime import timedelta

import jwt
import pytest

from daemun.composition.services import Services
from daemun.features.tokens.extra_claims import ClaimsRefused
from daemun.features.tokens.model import AccessToken
from daemun.features.tokens.reserved_claims import RESERVED_CLAIMS
from daemun.features.tokens.service import Tokens, read_extra
from daemun.features.tokens.settings import TokenSettings
from daemun.randomness import SystemRandomness
from daemun.scope import Restriction
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from daemun_verify import InvalidToken
from tests.builders import an_installation


@pytest.fixture
def tokens(services: Services, frozen_clock: FrozenClock) -> Tokens:
    tokens = Tokens(services.keys, services.settings.tokens, frozen_clock, SystemRandomness())
    tokens.get_ready()
    return tokens


def issue(tokens: Tokens, clock: FrozenClock, extra: Mapping[str, object] | None = None) -> AccessToken:
    return tokens.issue_access_token(
        "user-1",
        "session-1",
        username="민수",
        roles=("editor", "reader"),
        scope="read write",
        authenticated_at=clock.now() - timedelta(minutes=3),
        amr=("pwd", "otp", "mfa"),
        acr="aal2",
        extra=read_extra(extra or {}),
    )


def test_an_access_token_says_what_rfc_9068_asks_for(
    services: Services, tokens: Tokens, frozen_clock: FrozenClock
) -> None:
    issued = issue(tokens, frozen_clock)
    now = int(frozen_clock.now().timestamp())

    claims = dict(services.web.verifier.verify(issued.text).claims)

    assert issued.expires_in == 600
    assert len(str(claims.pop("jti"))) == 22
    assert claims == {
        "iss": "urn:daemun",
        "sub": "user-1",
        "aud": "urn:daemun",
        "exp": now + 600,
        "iat": now,
        "nbf": now,
        "client_id": "daemun",
        "sid": "session-1",
        "auth_time": now - 180,
        "amr": ("pwd", "otp", "mfa"),
        "acr": "aal2",
        "roles": ("editor", "reader"),
        "scope": "read write",
        "username": "민수",
    }


def test_every_token_has_an_id_of_its_own(
    services: Services, tokens: Tokens, frozen_clock: FrozenClock
) -> None:
    verify = services.web.verifier.verify

    assert len({verify(issue(tokens, frozen_clock).text).claims["jti"] for _ in range(50)}) == 50


def test_a_token_lives_ten_minutes_and_not_a_second_longer(
    services: Services, tokens: Tokens, frozen_clock: FrozenClock
) -> None:
    text = issue(tokens, frozen_clock).text
    frozen_clock.tick(minutes=9, seconds=59, milliseconds=999)
    services.web.verifier.verify(text)
    frozen_clock.tick(milliseconds=1)

    with pytest.raises(InvalidToken, match="expired"):
        services.web.verifier.verify(text)


def test_issuer_audience_and_lifetime_are_those_of_the_settings(
    store: Store, frozen_clock: FrozenClock
) -> None:
    services = an_installation(
        store,
        frozen_clock,
        tokens_issuer="https://login.example.kr",
        tokens_audience="https://api.example.kr",
        tokens_access_token_lifetime=60,
    )
    tokens = Tokens(services.keys, services.settings.tokens, frozen_clock, SystemRandomness())
    tokens.get_ready()

    token = services.web.verifier.verify(issue(tokens, frozen_clock).text)

    assert token.issuer == "https://login.example.kr"
    assert token.audience == ("https://api.example.kr",)
    assert token.expires_at - token.issued_at == timedelta(seconds=60)


def test_the_application_adds_claims(services: Services, tokens: Tokens, frozen_clock: FrozenClock) -> None:
    text = issue(tokens, frozen_clock, {"team": "bluebird", "levels": [1, 2]}).text

    claims = services.web.verifier.verify(text).claims
    assert (claims["team"], claims["levels"]) == ("bluebird", (1, 2))


@pytest.mark.parametrize(
    "name", ["sub", "roles", "azp", "typ", "kid", "cty", "x5t#S256", "nonce", "email", "cnf"]
)
def test_reserved_claims_are_refused(tokens: Tokens, frozen_clock: FrozenClock, name: str) -> None:
    with pytest.raises(ClaimsRefused, match=name):
        issue(tokens, frozen_clock, {name: "mine", "team": "bluebird"})


def test_what_a_token_says_by_itself_is_reserved(
    services: Services, tokens: Tokens, frozen_clock: FrozenClock
) -> None:
    text = issue(tokens, frozen_clock).text

    assert set(services.web.verifier.verify(text).claims) <= RESERVED_CLAIMS
    assert set(jwt.get_unverified_header(text)) <= RESERVED_CLAIMS


def test_claims_that_no_cookie_could_carry_are_refused(tokens: Tokens, frozen_clock: FrozenClock) -> None:
    longest = "a" * (1024 - len("{'x': ''}"))
    issue(tokens, frozen_clock, {"x": longest})

    with pytest.raises(ClaimsRefused, match="1024 bytes"):
        issue(tokens, frozen_clock, {"x": longest + "a"})
    with pytest.raises(ClaimsRefused, match="1024 bytes"):
        issue(tokens, frozen_clock, {"x": "가" * 400})


def test_a_limited_token_is_for_nobody_else(
    services: Services, tokens: Tokens, frozen_clock: FrozenClock
) -> None:
    text = tokens.issue_access_token(
        "user-1",
        "session-1",
        username=None,
        roles=(),
        scope=Restriction.PASSWORD_CHANGE,
        authenticated_at=frozen_clock.now(),
        amr=("pwd",),
        acr="aal1",
        extra={},
    ).text

    with pytest.raises(InvalidToken, match="another audience"):
        services.web.verifier.verify(text)


def test_claims_that_are_no_dict_are_told(tokens: Tokens, frozen_clock: FrozenClock) -> None:
    with pytest.raises(ClaimsRefused, match=r"^claims= must return a dict, not list$"):
        issue(tokens, frozen_clock, ["team"])  # type: ignore[arg-type]
    with pytest.raises(
        ClaimsRefused, match=r"^claims= may not set registered names: iss, sub; choose others$"
    ):
        issue(tokens, frozen_clock, {"sub": "x", "iss": "y"})


def test_an_issuer_in_the_clear_is_told_as_unsafe() -> None:
    [unsafe] = TokenSettings(issuer="http://login.example.kr").find_unsafe()

    assert (unsafe.field, unsafe.requirement) == ("issuer", "CF-01")
    assert unsafe.reason == "an http:// address is not safe; use https://"
    assert list(TokenSettings(issuer="https://login.example.kr").find_unsafe()) == []
