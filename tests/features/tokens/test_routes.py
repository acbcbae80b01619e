from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.features.users.model import User
from daemun.testing import FrozenClock, MintToken
from daemun_verify import Verifier
from tests.applications import MakeApp


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


def metadata(client: FlaskClient, path: str = "/.well-known/oauth-authorization-server") -> dict[str, object]:
    answer = client.get(path)
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def test_verifiers_find_the_keys_by_the_issuer(make_app: MakeApp) -> None:
    client = make_app(tokens_issuer="https://login.example.com").test_client()

    found = metadata(client)

    assert found["issuer"] == "https://login.example.com"
    assert found["jwks_uri"] == "https://login.example.com/auth/.well-known/jwks.json"
    assert found["response_types_supported"] == []
    assert metadata(client, "/auth/.well-known/oauth-authorization-server") == found
    path = str(found["jwks_uri"]).removeprefix("https://login.example.com")
    assert "keys" in client.get(path).get_json()


def test_an_issuer_with_a_path_has_it_behind_the_well_known_one(make_app: MakeApp) -> None:
    client = make_app(tokens_issuer="https://example.com/auth").test_client()

    found = metadata(client, "/.well-known/oauth-authorization-server/auth")

    assert found["issuer"] == "https://example.com/auth"
    assert found["jwks_uri"] == "https://example.com/auth/.well-known/jwks.json"


def test_an_api_at_the_root_says_it_once(make_app: MakeApp) -> None:
    client = make_app(tokens_issuer="https://login.example.com", http_url_prefix="").test_client()

    assert metadata(client)["jwks_uri"] == "https://login.example.com/.well-known/jwks.json"


def test_an_issuer_that_is_no_address_is_where_it_was_asked_and_nobody_keeps_that(make_app: MakeApp) -> None:
    answer = make_app().test_client().get("/.well-known/oauth-authorization-server")

    assert answer.get_json()["jwks_uri"] == "http://localhost/auth/.well-known/jwks.json"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("RC-03")
def test_no_host_of_a_request_tells_verifiers_where_the_keys_are(make_app: MakeApp) -> None:
    client = make_app(http_origin="https://login.example.com").test_client()

    answer = client.get("/.well-known/oauth-authorization-server", base_url="http://evil.example")

    assert answer.get_json()["jwks_uri"] == "https://login.example.com/auth/.well-known/jwks.json"
