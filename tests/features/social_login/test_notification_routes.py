"""What anybody may post where providers tell things, and what is answered."""

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.features.social_login.stand_in import StandIn


@pytest.fixture
def app(make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock) -> Flask:
    providers = {name: stand_in.settings(name) for name in ("apple", "line")}
    return make_app(Daemun(clock=frozen_clock, providers=providers))


@pytest.mark.parametrize("name", ["line", "nobody"])
def test_others_do_not_tell(app: Flask, name: str) -> None:
    assert code_of(app.test_client().post(f"/auth/login/with/{name}/notifications")) == "not_found"


def test_what_is_no_notification_is_refused(app: Flask) -> None:
    client = app.test_client()
    for body in ({}, {"payload": 17}, {"payload": "a.b.c"}, {"payload": "x" * 20_000}):
        answer = client.post("/auth/login/with/apple/notifications", json=body)
        assert code_of(answer) == "provider_refused"
    answer = client.post("/auth/login/with/apple/notifications", data=b"{", content_type="application/json")
    assert code_of(answer) == "malformed_body"
