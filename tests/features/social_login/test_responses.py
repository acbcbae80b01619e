"""Where a browser is sent, and comes back to."""

from urllib.parse import parse_qs, urlsplit

from flask import Flask

from daemun import Daemun
from daemun.features.social_login.responses import lead_to
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.browser import leave
from tests.features.social_login.elsewhere import Elsewhere


def test_the_callback_is_on_the_origin_that_is_set(
    make_app: MakeApp, elsewhere: Elsewhere, frozen_clock: FrozenClock
) -> None:
    app = make_app(
        Daemun(clock=frozen_clock, providers={"school": elsewhere.settings()}),
        transport_cookies=True,
        http_origin="https://login.example",
    )

    query = parse_qs(urlsplit(leave(app.test_client())).query)

    assert query["redirect_uri"] == ["https://login.example/auth/login/with/school/callback"]


def test_an_address_becomes_no_second_header(app: Flask) -> None:
    with app.test_request_context():
        answer = lead_to("https://school.example/\r\nSet-Cookie: a=b")

    assert answer.headers["Location"] == "https://school.example/%0D%0ASet-Cookie:%20a=b"
