"""The targets of the fuzzer take what they begin with, and notice what must not be."""

from types import ModuleType

import pytest

from bench.fuzz import bodies, imports, tokens
from daemun_verify import Verifier
from daemun_verify.verified_token import VerifiedToken


@pytest.mark.parametrize("target", [bodies, imports, tokens], ids=lambda target: target.__name__)
def test_a_target_takes_its_first_inputs(target: ModuleType) -> None:
    seeds = list(target.seeds())

    for seed in seeds:
        target.try_input(seed)
        target.try_input(seed[: len(seed) // 2])

    assert len(seeds) >= 4


def test_an_unsigned_token_that_is_taken_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = next(tokens.seeds())
    accepted: list[VerifiedToken] = []
    verify = Verifier.verify

    def take_everything(verifier: Verifier, _token: str) -> VerifiedToken:
        accepted.append(verify(verifier, signed[1:].decode()))
        return accepted[-1]

    monkeypatch.setattr(Verifier, "verify", take_everything)

    with pytest.raises(AssertionError, match="nobody signed"):
        tokens.try_input(b"\0" + b"forged.token.text")

    assert len(accepted) == 1
