"""What requests cost: a protected route reads nothing, a refresh commits once, a login at most twice.

A number of statements may fall; one that rises slows everybody down.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun, current_user, login_required
from tests.database_cost import database_cost

ACCOUNT = {"username": "minsu", "password": "wide-otter-lamp-42-river"}


@pytest.fixture
def client(database_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    app = Flask("site", instance_path=str(tmp_path))
    app.config["DAEMUN_DATABASE_URL"] = database_url
    auth = Daemun(app)

    @app.get("/protected")
    @login_required
    def protected() -> dict[str, str | None]:
        return {"id": current_user.id, "username": current_user.username}

    yield app.test_client()
    with app.app_context():
        auth.services.close()


@pytest.fixture
def tokens(client: FlaskClient) -> Mapping[str, str]:
    """Of a person who has been here."""
    tokens: Mapping[str, str] = client.post("/auth/register", json=ACCOUNT).get_json()
    client.get("/protected", headers=bearer(tokens))
    return tokens


def bearer(tokens: Mapping[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def test_a_protected_route_asks_the_database_nothing(client: FlaskClient, tokens: Mapping[str, str]) -> None:
    with database_cost() as counted:
        answer = client.get("/protected", headers=bearer(tokens))

    assert answer.status_code == 200
    assert counted.statements == 0


def test_a_refresh_is_three_statements_and_commits_once(
    client: FlaskClient, tokens: Mapping[str, str]
) -> None:
    with database_cost() as counted:
        answer = client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})

    assert answer.status_code == 200
    assert counted.commits == 1
    assert counted.statements <= 3


@pytest.mark.usefixtures("tokens")
def test_a_login_is_eleven_statements_and_commits_at_most_twice(client: FlaskClient) -> None:
    with database_cost() as counted:
        answer = client.post("/auth/login", json=ACCOUNT)

    assert answer.status_code == 200
    assert 1 <= counted.commits <= 2
    assert counted.statements <= 11
