import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.sessions.refresh_token import (
    RefreshTokens,
    digest_family,
    is_of_family,
    read_refresh_token,
)
from tests.builders import a_session

TOKENS = RefreshTokens(b"k" * 32)
FAMILY = bytes(range(32))
SESSION = a_session(family_digest=digest_family(FAMILY))


def is_issued(text: str, tokens: RefreshTokens = TOKENS) -> bool:
    token = read_refresh_token(text)
    return token is not None and tokens.was_issued(token, SESSION) and is_of_family(token, SESSION)


@given(generation=st.integers(0, 2**32 - 1), family=st.binary(min_size=32, max_size=32))
def test_what_was_written_is_read_and_recognized(generation: int, family: bytes) -> None:
    session = a_session(family_digest=digest_family(family))

    token = read_refresh_token(TOKENS.write(session.id, family, generation))

    assert token is not None
    assert (token.session_id, token.family, token.generation) == (session.id, family, generation)
    assert TOKENS.was_issued(token, session)
    assert is_of_family(token, session)


@pytest.mark.requirement("RT-01")
def test_every_generation_has_a_token_of_its_own() -> None:
    assert len({TOKENS.write(SESSION.id, FAMILY, generation) for generation in range(1000)}) == 1000


def test_every_changed_character_makes_a_token_that_was_never_issued() -> None:
    text = TOKENS.write(SESSION.id, FAMILY, 3)
    start = text.index(".") + 1
    changed = [
        text[:i] + ("A" if text[i] != "A" else "B") + text[i + 1 :] for i in range(start, len(text) - 1)
    ]

    assert [each for each in changed if is_issued(each)] == []


def test_the_holder_of_an_old_token_cannot_make_a_newer_one() -> None:
    old = read_refresh_token(TOKENS.write(SESSION.id, FAMILY, 3))
    assert old is not None
    forger = RefreshTokens(b"guess" * 8)

    assert not is_issued(forger.write(SESSION.id, old.family, 4))


@pytest.mark.requirement("RT-09", "SE-01")
def test_whoever_reads_the_database_cannot_make_a_token_even_with_the_key() -> None:
    assert not is_issued(TOKENS.write(SESSION.id, SESSION.family_digest, SESSION.generation))


def test_a_token_is_good_for_its_own_session_alone() -> None:
    token = read_refresh_token(TOKENS.write("session-2", FAMILY, 0))
    assert token is not None

    assert not TOKENS.was_issued(token, SESSION)


def test_there_is_one_spelling_of_each_token() -> None:
    text = TOKENS.write(SESSION.id, FAMILY, 0)

    for other in (
        text + "=",
        text + "A",
        text + "\n",
        text[:-1],
        text.replace(".", ".="),
        text + "é",
    ):
        assert not is_issued(other)


@given(text=st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert not is_issued(text)


@pytest.mark.parametrize(
    "text", ["", ".", "a.", ".a", "a.b.c", "x" * 257, "s." + "A" * 90, "s." + "A" * 90 + "B"]
)
def test_what_cannot_be_a_token_is_none(text: str) -> None:
    assert read_refresh_token(text) is None


@pytest.mark.requirement("HS-10")
def test_a_token_does_not_show_its_secrets() -> None:
    token = read_refresh_token(TOKENS.write(SESSION.id, FAMILY, 0))

    assert FAMILY.hex() not in repr(token)
    assert repr(FAMILY) not in repr(token)
