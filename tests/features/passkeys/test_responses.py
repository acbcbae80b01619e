"""To which site a request came."""

import pytest
from flask import Flask

from daemun.features.passkeys.model import Site
from daemun.features.passkeys.responses import present_site
from tests.applications import MakeApp


def site_of(app: Flask, address: str) -> Site:
    with app.test_request_context(base_url=address):
        return present_site()


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://shop.example", Site("shop.example", ("https://shop.example",))),
        ("https://Shop.example:8443", Site("shop.example", ("https://shop.example:8443",))),
        ("http://shop.example", Site("shop.example", ("https://shop.example",))),
        ("http://localhost:5000", Site("localhost", ("https://localhost:5000", "http://localhost:5000"))),
    ],
)
def test_pages_of_the_same_host_are_ours_and_http_counts_on_this_machine_only(
    make_app: MakeApp, address: str, site: Site
) -> None:
    assert site_of(make_app(), address) == site


def test_where_an_origin_is_set_it_is_ours_and_the_host_that_was_asked_is_not(make_app: MakeApp) -> None:
    app = make_app(http_origin="https://shop.example", http_origins="https://app.example")

    assert site_of(app, "https://elsewhere.example").origins == (
        "https://app.example",
        "https://shop.example",
    )
