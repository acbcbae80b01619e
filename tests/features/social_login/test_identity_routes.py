"""Connecting and disconnecting, over HTTP."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.builders import PASSWORD, add_user
from tests.features.social_login.browser import MINSU, change, come_back, log_in_with
from tests.features.social_login.elsewhere import Elsewhere


def test_a_person_connects_lists_and_disconnects(app: Flask, elsewhere: Elsewhere) -> None:
    add_user(app.extensions["daemun"], password=PASSWORD)
    client = app.test_client()
    change(client, "POST", "/login", username="minsu", password=PASSWORD)

    url = change(client, "POST", "/me/identities/school?next=/done").get_json()["redirect_to"]
    answer = come_back(client, elsewhere.approve(url, sub="other-1", email="other@example.kr"))

    assert answer.headers["Location"] == "/done"
    (identity,) = client.get("/auth/me/identities", base_url="https://shop.example").get_json()["identities"]
    assert (identity["provider"], identity["email"]) == ("school", "other@example.kr")
    assert change(client, "DELETE", f"/me/identities/{identity['id']}").status_code == 204
    assert code_of(change(client, "DELETE", f"/me/identities/{identity['id']}")) == "not_found"


def test_what_is_connected_to_another_user_is_refused(app: Flask, elsewhere: Elsewhere) -> None:
    log_in_with(app.test_client(), elsewhere)
    add_user(app.extensions["daemun"], "jisoo", password=PASSWORD)
    client = app.test_client()
    change(client, "POST", "/login", username="jisoo", password=PASSWORD)

    url = change(client, "POST", "/me/identities/school").get_json()["redirect_to"]

    assert code_of(come_back(client, elsewhere.approve(url, **MINSU))) == "identity_taken"


@pytest.mark.requirement("AC-10")
def test_the_last_way_in_stays(client: FlaskClient, elsewhere: Elsewhere) -> None:
    log_in_with(client, elsewhere)
    (identity,) = client.get("/auth/me/identities", base_url="https://shop.example").get_json()["identities"]

    assert code_of(change(client, "DELETE", f"/me/identities/{identity['id']}")) == "last_way_in"
    assert client.get("/auth/me/identities", base_url="https://shop.example").get_json()["identities"]


@pytest.mark.requirement("AC-10")
def test_connecting_needs_a_fresh_login(app: Flask, elsewhere: Elsewhere, frozen_clock: FrozenClock) -> None:
    client = app.test_client()
    log_in_with(client, elsewhere)
    (identity,) = client.get("/auth/me/identities", base_url="https://shop.example").get_json()["identities"]
    frozen_clock.tick(minutes=9)
    change(client, "POST", "/refresh")
    frozen_clock.tick(minutes=9)
    change(client, "POST", "/refresh")

    assert code_of(change(client, "POST", "/me/identities/school")) == "fresh_login_required"
    assert code_of(change(client, "DELETE", f"/me/identities/{identity['id']}")) == "fresh_login_required"
