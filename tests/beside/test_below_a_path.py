"""An application that a server mounts below a path of its host."""

import logging
import re

import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD

ORIGIN = "https://shop.example"


def below_a_path(app: Flask) -> Client:
    return Client(DispatcherMiddleware(Flask("front"), {"/books": app}))


@pytest.mark.parametrize("is_told", [True, False])
def test_links_in_mails_lead_below_it_where_flask_knows(
    make_app: MakeApp,
    frozen_clock: FrozenClock,
    outbox: Outbox,
    caplog: pytest.LogCaptureFixture,
    is_told: bool,
) -> None:
    class Shop(Daemun):
        def init_app(self, app: Flask) -> None:
            if is_told:
                app.config["APPLICATION_ROOT"] = "/books"
            super().init_app(app)

    app = make_app(
        Shop(clock=frozen_clock, pages=True, mailer=outbox),
        http_origin=ORIGIN,
        users_email_verification="optional",
    )
    client = below_a_path(app)
    account = {"username": "minsu", "email": "minsu@example.com", "password": PASSWORD}

    with caplog.at_level(logging.WARNING, "daemun"):
        assert client.post("/books/auth/register", json=account, base_url=ORIGIN).status_code == 201
        app.extensions["daemun"].mail.flush()

    link = re.search(r"https://\S+", outbox.messages[0].text)
    assert link is not None
    reached = client.get(link[0].removeprefix(ORIGIN), base_url=ORIGIN)
    assert (reached.status_code == 404) is not is_told
    assert ("set APPLICATION_ROOT" in caplog.text) is not is_told


def test_every_other_address_is_below_it(make_app: MakeApp) -> None:
    client = below_a_path(make_app())

    keys = client.get("/books/auth/.well-known/oauth-authorization-server").get_json()["jwks_uri"]
    explanation = client.get("/books/auth/me").get_json()["type"]

    assert client.get(keys.removeprefix("http://localhost")).get_json()["keys"] is not None
    assert client.get(explanation).get_json()["code"] == "token_missing"
