"""Claims cannot be changed, and are a dict for everything that reads."""

import copy
import json
import pickle
from collections.abc import Callable

import pytest

from daemun_verify import Verifier
from daemun_verify.read_only_dict import ReadOnlyDict
from verify.tests.issuer import Issuer

CLAIMS = ReadOnlyDict(sub="kim", tenant=ReadOnlyDict(id=7, tags=("a", "b")))


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: claims.__setitem__("sub", "lee"),
        lambda claims: claims.__delitem__("sub"),
        lambda claims: claims.__ior__({"sub": "lee"}),
        lambda claims: claims.update(sub="lee"),
        lambda claims: claims.setdefault("roles", ["admin"]),
        lambda claims: claims.pop("sub"),
        lambda claims: claims.popitem(),
        lambda claims: claims.clear(),
    ],
)
def test_no_way_of_changing_it_is_open(change: Callable[[ReadOnlyDict], object]) -> None:
    for claims in (CLAIMS, copy.copy(CLAIMS), copy.deepcopy(CLAIMS), pickle.loads(pickle.dumps(CLAIMS))):
        with pytest.raises(TypeError, match="read-only"):
            change(claims)
        assert claims == {"sub": "kim", "tenant": {"id": 7, "tags": ("a", "b")}}


def test_a_dict_made_of_it_may_be_changed() -> None:
    assert {**CLAIMS, "sub": "lee"}["sub"] == "lee"
    assert (CLAIMS | {"sub": "lee"})["sub"] == "lee"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_verified_token_is_pickled_copied_and_written_as_json(
    verifier: Verifier, issuer: Issuer, protocol: int
) -> None:
    token = verifier.verify(issuer.mint(tenant={"id": 7, "tags": [["a"]]}))

    assert json.loads(json.dumps(token.claims))["tenant"] == {"id": 7, "tags": [["a"]]}
    for again in (pickle.loads(pickle.dumps(token, protocol)), copy.copy(token), copy.deepcopy(token)):
        assert again == token
        assert again.claims["tenant"] == {"id": 7, "tags": (("a",),)}
