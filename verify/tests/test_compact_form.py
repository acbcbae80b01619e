"""The compact form: three segments, small enough, strictly encoded."""

import json

import pytest

from daemun_verify import InvalidToken, Verifier
from daemun_verify.compact_form import MAX_HEADER_SIZE, MAX_TOKEN_SIZE, read_compact_form
from verify.tests.issuer import Issuer, encode, refusal


def code_of(token: object) -> str:
    with pytest.raises(InvalidToken) as refused:
        read_compact_form(token)
    return refused.value.code.value


def test_a_token_is_taken_apart() -> None:
    form = read_compact_form("QUI.Q0Q.RUY")

    assert form == ("QUI", b"CD", b"EF", b"QUI.Q0Q")


@pytest.mark.requirement("JW-01")
@pytest.mark.parametrize(
    "change",
    [
        " {}",
        "{} ",
        "{}\n",
        "\n{}",
        "{}=",
        "{}==",
        '"{}"',
        "{{{}}}",
        "\ufeff{}",
        "{}\0",
        "Bearer {}",
        "{}.",
        ".{}",
        "{}.QUI",
    ],
)
def test_anything_around_a_token_is_refused(verifier: Verifier, issuer: Issuer, change: str) -> None:
    assert refusal(verifier, change.format(issuer.mint())) == "malformed"


@pytest.mark.requirement("JW-01")
@pytest.mark.parametrize("character", list("{}\"' =+/\n\r\t,:;%~!é한\0"))
def test_foreign_characters_within_a_token_are_refused(
    verifier: Verifier, issuer: Issuer, character: str
) -> None:
    token = issuer.mint()
    places = [0, token.index(".") + 1, token.rindex(".") + 1, len(token)]

    for place in places:
        assert refusal(verifier, token[:place] + character + token[place:]) == "malformed"


@pytest.mark.requirement("JW-02")
def test_unused_bits_that_are_not_zero_are_refused() -> None:
    assert code_of("QUI.QR.QUI") == "malformed"
    assert code_of("QUI.QUI.QR") == "malformed"


@pytest.mark.requirement("JW-03")
def test_sizes_are_checked_before_anything_else() -> None:
    assert code_of("=" * (MAX_TOKEN_SIZE + 1)) == "too_large"
    assert code_of("A" * (MAX_HEADER_SIZE + 4) + ".QUI.QUI") == "too_large"
    assert read_compact_form("A" * MAX_HEADER_SIZE + ".QUI.QUI").payload == b"AB"
    assert len(read_compact_form("QUI." + "A" * (MAX_TOKEN_SIZE - 8) + ".QUI").payload) > 0


@pytest.mark.requirement("JW-20")
def test_five_segments_are_refused() -> None:
    assert code_of("QUI.QUI.QUI.QUI.QUI") == "malformed"


@pytest.mark.requirement("JW-21")
@pytest.mark.parametrize("signatures", [None, [], [{"signature": "QUI"}]])
def test_the_json_forms_are_refused(issuer: Issuer, signatures: object) -> None:
    protected, payload, signature = issuer.mint().split(".")
    flattened = {"protected": protected, "payload": payload, "signature": signature}
    form = flattened if signatures is None else {"payload": payload, "signatures": signatures}

    assert code_of(json.dumps(form)) == "malformed"
    assert code_of(encode(json.dumps(form).encode())) == "malformed"
