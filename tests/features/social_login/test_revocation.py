"""Who disconnects here, or leaves, is disconnected at the provider, too: each in its own way."""

from dataclasses import replace

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.browser import failures, me
from tests.features.social_login.elsewhere import Answer
from tests.features.social_login.leaving import disconnect, log_in, try_again, waiting
from tests.features.social_login.posting import go
from tests.features.social_login.shapes import ADMIN_KEY, SHAPES, Taken
from tests.features.social_login.stand_in import StandIn

NAMES = [name for name, shape in SHAPES.items() if shape.taken is not None]


@pytest.fixture
def app(make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock) -> Flask:
    providers = {name: stand_in.settings(name) for name in SHAPES}
    providers["kakao"]["admin_key"] = ADMIN_KEY
    return make_app(Daemun(clock=frozen_clock, providers=providers), transport_cookies=True)


@pytest.mark.parametrize("name", NAMES)
def test_who_disconnects_here_is_disconnected_there(app: Flask, stand_in: StandIn, name: str) -> None:
    client = log_in(app, stand_in, name)
    assert stand_in.revoked == []

    disconnect(app, client)

    assert stand_in.revoked == [name]
    assert (waiting(app), failures(app)) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_who_leaves_is_disconnected_there(app: Flask, stand_in: StandIn, name: str) -> None:
    user_id = me(log_in(app, stand_in, name)).get_json()["id"]

    app.extensions["daemun"].users.delete(user_id)
    try_again(app)

    assert stand_in.revoked == [name]
    assert waiting(app) == []


def test_without_its_admin_key_kakao_hears_it_from_the_person(
    make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock
) -> None:
    kakao = stand_in.settings("kakao")
    app = make_app(Daemun(clock=frozen_clock, providers={"kakao": kakao}), transport_cookies=True)

    disconnect(app, log_in(app, stand_in, "kakao"))

    assert stand_in.revoked == ["kakao"]


def test_an_account_of_any_tenant_is_disconnected_there(
    make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, taken = SHAPES["microsoft"], Taken(address="login.microsoftonline.com/common/oauth2/v2.0/revoke")
    announced = {**shape.discovery, "revocation_endpoint": f"{{base}}/{taken.address}"}
    # As if Microsoft announced one.
    monkeypatch.setitem(
        SHAPES, "microsoft", replace(shape, discovery=announced, refreshes="always", taken=taken)
    )
    providers = {"microsoft": stand_in.settings("microsoft")}
    app = make_app(Daemun(clock=frozen_clock, providers=providers), transport_cookies=True)

    disconnect(app, log_in(app, stand_in, "microsoft"))

    assert (stand_in.revoked, failures(app)) == (["microsoft"], [])


@pytest.mark.parametrize("name", ["microsoft", "forum"])
def test_others_take_nothing_back_and_nothing_is_kept_for_them(
    app: Flask, stand_in: StandIn, name: str
) -> None:
    client = log_in(app, stand_in, name)
    assert app.extensions["daemun"].store.tables.read("daemun_provider_grants", after=None, limit=9) == []

    disconnect(app, client)

    assert (stand_in.revoked, failures(app)) == ([], [])


@pytest.mark.requirement("RL-03")
@pytest.mark.parametrize("name", ["apple", "line"])
def test_a_provider_that_is_down_is_told_later_and_stops_nobody(
    app: Flask, stand_in: StandIn, frozen_clock: FrozenClock, name: str
) -> None:
    client, taken = log_in(app, stand_in, name), SHAPES[name].taken
    assert taken is not None
    stand_in.false[taken.address] = Answer(500, b"oops")

    disconnect(app, client)

    assert (stand_in.revoked, waiting(app), failures(app)) == ([], [name], [])
    stand_in.be_true()
    try_again(app)
    assert stand_in.revoked == []
    frozen_clock.tick(minutes=1)
    try_again(app)
    assert (stand_in.revoked, waiting(app)) == ([name], [])


def test_logins_go_on_while_a_provider_takes_nothing_back(app: Flask, stand_in: StandIn) -> None:
    for _ in range(4):
        client = log_in(app, stand_in, "github")
        stand_in.false["api.github.com/applications/shop-1/grant"] = Answer(500)
        disconnect(app, client)
        app.extensions["daemun"].users.delete(me(client).get_json()["id"])

    assert go(app.test_client(), stand_in, "github").status_code == 302
