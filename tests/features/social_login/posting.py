"""A browser at the providers of `StandIn`, which may have it post what it brings back."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.features.social_login.browser import come_back, leave
from tests.features.social_login.stand_in import StandIn, as_address

SITE = "https://shop.example"


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.action = found["action"]
        if tag == "input":
            self.fields[found["name"]] = found["value"]


def land(client: FlaskClient, back: tuple[str, dict[str, str]]) -> TestResponse:
    """The post from the provider's own page: browsers send no cookies along."""
    stranger = client.application.test_client()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://appleid.apple.com"}
    return stranger.post(urlsplit(back[0]).path, data=back[1], base_url=SITE, headers=headers)


def hop(client: FlaskClient, back: tuple[str, dict[str, str]]) -> TestResponse:
    """That, and what the page does that comes then."""
    form = _Form()
    form.feed(land(client, back).text)
    # Without a referrer, the origin of a form is `null`.
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
    return client.post(form.action, data=form.fields, base_url=SITE, headers=headers)


def go(client: FlaskClient, stand_in: StandIn, name: str, **fields: str) -> TestResponse:
    """All of a login."""
    back = stand_in.agree(leave(client, provider=name), **fields)
    return hop(client, back) if name == "apple" else come_back(client, as_address(back))
