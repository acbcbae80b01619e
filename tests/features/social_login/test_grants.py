"""What people agreed to is kept, and revoked, whatever happens in between."""

import secrets

import pytest
from flask import Flask

from daemun import Daemun
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.browser import failures, me
from tests.features.social_login.elsewhere import Answer, json_answer
from tests.features.social_login.leaving import disconnect, log_in, try_again, waiting
from tests.features.social_login.posting import go
from tests.features.social_login.shapes import SHAPES
from tests.features.social_login.stand_in import StandIn

SECRET_KEY = secrets.token_urlsafe(32)
NAMES = ("apple", "google", "naver", "line")


@pytest.fixture
def app(make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock) -> Flask:
    auth = Daemun(clock=frozen_clock, providers={name: stand_in.settings(name) for name in NAMES})
    return make_app(auth, transport_cookies=True, secret_key=SECRET_KEY)


def test_it_is_tried_for_days_and_then_the_trail_says_so(
    app: Flask, stand_in: StandIn, frozen_clock: FrozenClock
) -> None:
    client = log_in(app, stand_in, "apple")
    stand_in.false["appleid.apple.com/auth/revoke"] = Answer(503)
    disconnect(app, client)

    for _ in range(7):
        assert (waiting(app), failures(app)) == (["apple"], [])
        frozen_clock.tick(days=2)
        try_again(app)

    assert (waiting(app), failures(app)) == ([], ["revoke: status 503"])


def test_a_refusal_is_final(app: Flask, stand_in: StandIn) -> None:
    client = log_in(app, stand_in, "google")
    stand_in.refresh_tokens.clear()

    disconnect(app, client)

    assert (waiting(app), failures(app)) == ([], ["revoke: status 400, invalid_token"])


FINAL = {
    "invalid_grant": json_answer({"error": "invalid_grant"}, status=400),
    "with a status of success": json_answer({"error": "invalid_token"}),
    "unsupported_token_type": json_answer({"error": "unsupported_token_type"}, status=400),
    "words of its own": json_answer({"error": "<b>no</b>"}, status=400),
    "a page": Answer(404, b"<h1>Not found</h1>"),
}
PASSING = {
    "invalid_client": json_answer({"error": "invalid_client"}, status=400),
    "unauthorized_client": json_answer({"error": "unauthorized_client"}, status=400),
    "temporarily_unavailable": json_answer({"error": "temporarily_unavailable"}, status=400),
    "in a rush": Answer(429),
    "forbidden": Answer(403, b"{"),
}


@pytest.mark.parametrize("answer", FINAL.values(), ids=FINAL.keys())
def test_what_is_said_of_the_token_is_final(app: Flask, stand_in: StandIn, answer: Answer) -> None:
    client = log_in(app, stand_in, "google")
    stand_in.false["oauth2.googleapis.com/revoke"] = answer

    disconnect(app, client)

    assert waiting(app) == []
    (failure,) = failures(app)
    assert "<b>" not in str(failure)


@pytest.mark.parametrize("answer", PASSING.values(), ids=PASSING.keys())
def test_what_is_said_of_our_settings_or_of_itself_is_tried_again(
    app: Flask, stand_in: StandIn, frozen_clock: FrozenClock, answer: Answer
) -> None:
    client = log_in(app, stand_in, "google")
    stand_in.false["oauth2.googleapis.com/revoke"] = answer
    disconnect(app, client)
    assert (waiting(app), failures(app)) == (["google"], [])

    stand_in.be_true()
    frozen_clock.tick(minutes=1)
    try_again(app)

    assert (stand_in.revoked, waiting(app), failures(app)) == (["google"], [], [])


def test_who_connects_again_before_it_is_told_stays_connected(
    app: Flask, stand_in: StandIn, frozen_clock: FrozenClock
) -> None:
    client = log_in(app, stand_in, "naver")
    stand_in.false["nid.naver.com/oauth2.0/revoke"] = Answer(500)
    disconnect(app, client)
    stand_in.be_true()
    go(app.test_client(), stand_in, "naver")
    frozen_clock.tick(minutes=1)

    try_again(app)

    assert (stand_in.revoked, waiting(app)) == ([], [])


@pytest.mark.requirement("RL-01")
def test_what_a_process_left_is_done_by_the_next(
    make_app: MakeApp, app: Flask, stand_in: StandIn, frozen_clock: FrozenClock
) -> None:
    services = app.extensions["daemun"]
    client = log_in(app, stand_in, "line")
    (identity,) = services.identities.list_of(me(client).get_json()["id"])
    # As far as a process comes that is killed before it tells anybody.
    assert services.store.identities.remove(identity.user_id, identity.id)
    other = make_app(
        Daemun(clock=frozen_clock, providers={"line": stand_in.settings("line")}),
        database_url=f"sqlite:///{app.instance_path}/daemun.sqlite3",
        secret_key=SECRET_KEY,
    )

    other.test_client().get("/auth/providers")

    assert other.extensions["daemun"].grants.flush()
    assert stand_in.revoked == ["line"]


def test_no_token_is_readable_where_it_is_kept(app: Flask, stand_in: StandIn) -> None:
    log_in(app, stand_in, "apple")

    (row,) = app.extensions["daemun"].store.tables.read("daemun_provider_grants", after=None, limit=9)

    (token, *_) = (token for token, name in stand_in.refresh_tokens.items() if name == "apple")
    assert token.encode() not in row["sealed"]
    assert SHAPES["apple"].subject.encode() not in row["sealed"]
