"""People who disconnect an account, and what is waiting to be revoked for them."""

from flask import Flask
from flask.testing import FlaskClient

from tests.builders import PASSWORD
from tests.features.social_login.browser import change, me
from tests.features.social_login.posting import go
from tests.features.social_login.stand_in import StandIn


def log_in(app: Flask, stand_in: StandIn, name: str) -> FlaskClient:
    """As somebody who has a password besides."""
    client, services = app.test_client(), app.extensions["daemun"]
    go(client, stand_in, name)
    user = services.users.find(me(client).get_json()["id"])
    services.passwords.set(user, PASSWORD)
    go(client, stand_in, name)
    return client


def disconnect(app: Flask, client: FlaskClient) -> None:
    (identity,) = client.get("/auth/me/identities", base_url="https://shop.example").get_json()["identities"]
    assert change(client, "DELETE", f"/me/identities/{identity['id']}").status_code == 204
    assert app.extensions["daemun"].grants.flush()


def try_again(app: Flask) -> None:
    app.extensions["daemun"].grants.wake()
    assert app.extensions["daemun"].grants.flush()


def waiting(app: Flask) -> list[object]:
    rows = app.extensions["daemun"].store.tables.read("daemun_provider_grants", after=None, limit=9)
    return [row["provider"] for row in rows if row["identity_id"] is None]
