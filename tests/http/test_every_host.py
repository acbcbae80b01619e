from pathlib import Path

import pytest
from flask import Flask

from daemun import Daemun, current_user, login_required
from daemun.first_request import HiddenRoute
from tests.builders import PASSWORD

SHOP, FORUM = "https://shop.example.com", "https://forum.example.com"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask("host", instance_path=str(tmp_path), host_matching=True, static_host="static.example.com")
    app.config["DAEMUN_TRANSPORT_COOKIES"] = True

    @app.get("/members", host="<name>.example.com")
    @login_required
    def members(name: str) -> str:
        return f"{name}: {current_user.username}"

    return app


def test_where_routes_have_hosts_our_calls_and_pages_answer_on_every_one(app: Flask) -> None:
    Daemun(app, pages=True)
    client = app.test_client()

    led = client.get("/members", base_url=SHOP, headers={"Accept": "text/html"})
    page = client.get(led.location, base_url=SHOP)
    account = {"username": "minsu", "password": PASSWORD}
    made = client.post(
        "/auth/register", base_url=FORUM, json=account, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert (led.status_code, led.location) == (303, "/login?next=/members")
    assert 'href="/register?next=/members"' in page.text
    assert made.status_code == 201
    assert client.get("/members", base_url=FORUM).text == "forum: minsu"
    assert client.get("/account", base_url=FORUM).status_code == 200
    assert client.get("/members", base_url=SHOP).status_code == 401


def test_a_route_of_one_host_that_hides_ours_is_named(app: Flask) -> None:
    app.add_url_rule("/login", endpoint="theirs", view_func=lambda: "", host="shop.example.com")

    with pytest.raises(HiddenRoute, match="theirs"):
        Daemun(app, pages=True)
