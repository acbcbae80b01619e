from collections.abc import Callable
from datetime import timedelta

import pytest

from daemun.features.one_time_tokens.errors import InvalidCode, OneTimeTokenRefused
from daemun.features.one_time_tokens.model import Issued, Purpose, spaced
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.problem import Problem
from daemun.randomness import SystemRandomness
from daemun.sealing import Sealing
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.storage.records import a_user

RESET = Purpose("password_reset", timedelta(minutes=30))
CHANGE = Purpose("email_change", timedelta(minutes=30))
SUBJECT = "user-kim"


@pytest.fixture
def tokens(store: Store, frozen_clock: FrozenClock) -> OneTimeTokens:
    return with_key(store, frozen_clock, bytes(32))


def with_key(store: Store, clock: FrozenClock, key: bytes) -> OneTimeTokens:
    randomness = SystemRandomness()
    return OneTimeTokens(
        store.one_time_tokens, Sealing(key, randomness), clock, randomness, code_key=bytes(32)
    )


def code_of(issued: Issued) -> str:
    assert issued.code is not None
    return issued.code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as refused:
        call()
    return refused.value.code


def test_a_secret_and_a_code_lead_to_the_same_token(tokens: OneTimeTokens) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT, version="1", payload={"이름": ["민수", 7]})

    by_secret = tokens.find(issued.secret, RESET)
    by_code = tokens.try_code(RESET, SUBJECT, code_of(issued))

    assert by_secret.digest == by_code.digest
    assert by_secret.payload == by_code.payload == {"이름": ["민수", 7]}
    assert (by_secret.subject, by_secret.version, by_secret.purpose) == (SUBJECT, "1", "password_reset")
    assert (by_secret.by_code, by_code.by_code) == (False, True)


@pytest.mark.requirement("RC-01")
def test_secrets_have_256_bits_and_codes_eight_digits(tokens: OneTimeTokens) -> None:
    made = [tokens.issue(RESET, subject=f"user-{number}") for number in range(200)]

    assert {len(each.secret) for each in made} == {43}
    assert all(len(code_of(each)) == 8 and code_of(each).isdigit() for each in made)
    assert len({each.secret for each in made}) == 200
    # 200 of a hundred million: hardly two are alike.
    assert len({code_of(each) for each in made}) > 195


@pytest.mark.requirement("RC-01")
def test_neither_secret_nor_code_nor_payload_is_in_the_database(
    tokens: OneTimeTokens, store: Store, frozen_clock: FrozenClock
) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT, payload={"verifier": "marker-of-a-secret"})

    stored = store.one_time_tokens.count_try(RESET, SUBJECT, now=frozen_clock.now())

    assert stored is not None
    for secret in (issued.secret, code_of(issued), "marker-of-a-secret"):
        assert secret.encode() not in stored.sealed_payload + stored.digest + (stored.code_digest or b"")
        assert secret not in repr(issued)


@pytest.mark.parametrize("spelling", ["{0}{1}", " {0} {1} ", "{0}-{1}"])
def test_a_code_may_be_typed_as_it_is_shown(tokens: OneTimeTokens, spelling: str) -> None:
    code = code_of(tokens.issue(RESET, subject=SUBJECT))

    assert tokens.try_code(RESET, SUBJECT, spelling.format(code[:4], code[4:])).subject == SUBJECT


@pytest.mark.requirement("RC-01")
@pytest.mark.parametrize(
    "damage",
    [
        lambda secret: "",
        lambda secret: secret[:-1],
        lambda secret: secret * 2,
        lambda secret: secret + "=",
        lambda secret: secret.lower(),
        lambda secret: f" {secret}",
        lambda secret: "\ud800",
        lambda secret: "\0",
    ],
)
def test_a_secret_that_is_changed_in_any_way_is_refused(
    tokens: OneTimeTokens, damage: Callable[[str], str]
) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT)

    assert refusal(lambda: tokens.find(damage(issued.secret), RESET)) == "one_time_token_refused"


@pytest.mark.parametrize(
    "code", ["", "1234567", "123456789", "１２３４５６７８", "12e45678", "+1234567", "\ud800" * 8]
)
def test_what_is_no_code_is_refused_and_not_counted(tokens: OneTimeTokens, code: str) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT)

    for _ in range(6):
        assert refusal(lambda: tokens.try_code(RESET, SUBJECT, code)) == "invalid_code"
    tokens.spend(tokens.try_code(RESET, SUBJECT, code_of(issued)))


def test_a_token_of_another_purpose_or_subject_is_refused(tokens: OneTimeTokens) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT)
    code = code_of(issued)

    assert refusal(lambda: tokens.find(issued.secret, CHANGE)) == "one_time_token_refused"
    assert refusal(lambda: tokens.try_code(CHANGE, SUBJECT, code)) == "invalid_code"
    assert refusal(lambda: tokens.try_code(RESET, "user-lee", code)) == "invalid_code"


@pytest.mark.requirement("RC-11")
def test_after_five_wrong_codes_the_right_one_and_the_link_are_dead(tokens: OneTimeTokens) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT)
    code = code_of(issued)

    for _ in range(5):
        assert refusal(lambda: tokens.try_code(RESET, SUBJECT, wrong(code))) == "invalid_code"

    assert refusal(lambda: tokens.try_code(RESET, SUBJECT, code)) == "invalid_code"
    assert refusal(lambda: tokens.find(issued.secret, RESET)) == "one_time_token_refused"


def test_the_fifth_code_may_still_be_right(tokens: OneTimeTokens) -> None:
    code = code_of(tokens.issue(RESET, subject=SUBJECT))
    for _ in range(4):
        refusal(lambda: tokens.try_code(RESET, SUBJECT, wrong(code)))

    tokens.spend(tokens.try_code(RESET, SUBJECT, code))


@pytest.mark.requirement("RC-11")
def test_a_stranger_who_uses_up_the_codes_cannot_keep_the_owner_from_the_link(tokens: OneTimeTokens) -> None:
    code = code_of(tokens.issue(RESET, subject=SUBJECT))
    for _ in range(5):
        refusal(lambda: tokens.try_code(RESET, SUBJECT, wrong(code)))

    again = tokens.issue(RESET, subject=SUBJECT)

    assert again.code is None
    assert tokens.find(again.secret, RESET).subject == SUBJECT


@pytest.mark.requirement("RL-02")
def test_a_token_is_spent_once_whichever_face_is_shown(tokens: OneTimeTokens) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT)
    by_secret = tokens.find(issued.secret, RESET)
    by_code = tokens.try_code(RESET, SUBJECT, code_of(issued))

    tokens.spend(by_secret)

    assert refusal(lambda: tokens.spend(by_secret)) == "one_time_token_refused"
    assert refusal(lambda: tokens.spend(by_code)) == "invalid_code"
    assert refusal(lambda: tokens.find(issued.secret, RESET)) == "one_time_token_refused"


@pytest.mark.requirement("RC-01")
def test_a_token_is_worth_nothing_once_what_it_protects_has_changed(tokens: OneTimeTokens) -> None:
    token = tokens.find(tokens.issue(RESET, subject=SUBJECT, version="1").secret, RESET)

    assert refusal(lambda: tokens.spend(token, version="2")) == "one_time_token_refused"
    tokens.spend(token, version="1")


def test_link_and_code_end_exactly_on_time(tokens: OneTimeTokens, frozen_clock: FrozenClock) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT)
    code = code_of(issued)

    frozen_clock.tick(minutes=10, milliseconds=-1)
    assert tokens.try_code(RESET, SUBJECT, code).by_code
    frozen_clock.tick(milliseconds=1)
    assert refusal(lambda: tokens.try_code(RESET, SUBJECT, code)) == "invalid_code"
    token = tokens.find(issued.secret, RESET)
    frozen_clock.tick(minutes=20)
    assert refusal(lambda: tokens.find(issued.secret, RESET)) == "one_time_token_refused"
    assert refusal(lambda: tokens.spend(token)) == "one_time_token_refused"


def test_a_token_says_whose_it_is_and_until_when(
    tokens: OneTimeTokens, store: Store, frozen_clock: FrozenClock
) -> None:
    user = a_user()
    store.users.add(user)
    issued = tokens.issue(RESET, subject=user.id, user_id=user.id)

    token = tokens.find(issued.secret, RESET)

    assert (token.user_id, token.expires_at) == (user.id, frozen_clock.now() + timedelta(minutes=30))
    store.users.delete(user.id, now=frozen_clock.now())
    assert refusal(lambda: tokens.find(issued.secret, RESET)) == "one_time_token_refused"


def test_a_code_is_awaited_until_it_is_spent_or_over(
    tokens: OneTimeTokens, frozen_clock: FrozenClock
) -> None:
    assert not tokens.awaits_code(RESET, SUBJECT)
    code = code_of(tokens.issue(RESET, subject=SUBJECT))
    assert tokens.awaits_code(RESET, SUBJECT)
    assert not tokens.awaits_code(RESET, "user-lee")
    assert not tokens.awaits_code(CHANGE, SUBJECT)

    tokens.spend(tokens.try_code(RESET, SUBJECT, code))
    assert not tokens.awaits_code(RESET, SUBJECT)
    tokens.issue(RESET, subject=SUBJECT)
    frozen_clock.tick(minutes=10)
    assert not tokens.awaits_code(RESET, SUBJECT)


def test_a_withdrawn_token_is_dead_by_link_and_by_code(tokens: OneTimeTokens) -> None:
    issued, other = tokens.issue(RESET, subject=SUBJECT), tokens.issue(RESET, subject="user-lee")

    assert not tokens.withdraw(CHANGE, SUBJECT)
    assert tokens.withdraw(RESET, SUBJECT)

    assert refusal(lambda: tokens.find(issued.secret, RESET)) == "one_time_token_refused"
    assert refusal(lambda: tokens.try_code(RESET, SUBJECT, code_of(issued))) == "invalid_code"
    assert tokens.find(other.secret, RESET).subject == "user-lee"
    assert not tokens.withdraw(RESET, SUBJECT)


def test_tokens_that_are_alive_are_listed(
    tokens: OneTimeTokens, store: Store, frozen_clock: FrozenClock
) -> None:
    with_key(store, frozen_clock, bytes([1] * 32)).issue(RESET, subject="sealed with another key")
    for number in range(3):
        frozen_clock.tick(minutes=1)
        tokens.issue(RESET, subject=f"user-{number}", payload={"number": number})
    tokens.issue(CHANGE, subject="user-0")

    assert [token.payload for token in tokens.list_alive(RESET, limit=10)] == [
        {"number": 0},
        {"number": 1},
        {"number": 2},
    ]
    assert [token.subject for token in tokens.list_alive(RESET, limit=10, subject="user-1")] == ["user-1"]
    assert not any(token.by_code for token in tokens.list_alive(RESET, limit=10))
    assert len(tokens.list_alive(RESET, limit=2)) <= 2
    frozen_clock.tick(minutes=29)
    assert [token.subject for token in tokens.list_alive(RESET, limit=10)] == ["user-2"]


def test_a_code_is_written_in_two_groups() -> None:
    assert (spaced("12345678"), spaced(None)) == ("1234 5678", "")


def test_a_token_without_a_subject_has_no_code(tokens: OneTimeTokens) -> None:
    first, second = tokens.issue(RESET), tokens.issue(RESET)

    assert first.code is None
    assert tokens.find(first.secret, RESET).subject is None
    assert tokens.find(second.secret, RESET).subject is None


def test_a_token_that_was_sealed_with_another_key_is_refused(
    tokens: OneTimeTokens, store: Store, frozen_clock: FrozenClock
) -> None:
    issued = tokens.issue(RESET, subject=SUBJECT)

    others = with_key(store, frozen_clock, bytes([1] * 32))

    assert refusal(lambda: others.find(issued.secret, RESET)) == "one_time_token_refused"


def test_refusals_are_problems_with_codes_of_their_own() -> None:
    assert {InvalidCode.code, OneTimeTokenRefused.code} == {"invalid_code", "one_time_token_refused"}
