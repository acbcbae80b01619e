"""An authenticator app in a person's hand."""

import html
import re

import pyotp
from flask.testing import FlaskClient

from daemun.testing import FrozenClock


def add_app(browser: FlaskClient, clock: FrozenClock, name: str = "my phone") -> pyotp.TOTP:
    """Set an app up on the account page."""
    page = browser.post("/account/totp", data={"name": name}).text
    app = pyotp.parse_uri(typed(page, "uri"))
    assert isinstance(app, pyotp.TOTP)
    sent = {"id": typed(page, "id"), "uri": typed(page, "uri"), "code": app.at(clock.now())}
    assert browser.post("/account/totp/confirm", data=sent).status_code in (200, 303)
    clock.tick(minutes=1)
    return app


def typed(page: str, name: str) -> str:
    """What stands in a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])
