from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from daemun import Daemun
from daemun.features.users.model import User
from daemun.testing import FrozenClock, MintToken
from daemun_verify import Verifier


@pytest.fixture
def app(frozen_clock: FrozenClock, tmp_path: Path) -> Iterator[Flask]:
    app = Flask("host", instance_path=str(tmp_path))
    auth = Daemun(app, clock=frozen_clock)
    yield app
    with app.app_context():
        auth.services.close()


@pytest.mark.requirement("JK-02", "JK-03")
def test_the_key_set_is_public_and_may_be_kept_for_five_minutes(app: Flask) -> None:
    answer = app.test_client().get("/auth/.well-known/jwks.json")

    assert answer.content_type == "application/jwk-set+json"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.json is not None
    (key,) = answer.json["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


def test_another_service_verifies_tokens_with_the_published_keys(
    app: Flask, daemun_user: User, mint_token: MintToken, frozen_clock: FrozenClock
) -> None:
    token = mint_token(daemun_user, roles=("editor",))
    published = app.test_client().get("/auth/.well-known/jwks.json").json
    assert published is not None

    verifier = Verifier(
        issuer="urn:daemun",
        audience="urn:daemun",
        keys=published,
        clock=lambda: frozen_clock.now().timestamp(),
    )

    assert verifier.verify(token).roles == ("editor",)
