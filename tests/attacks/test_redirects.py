"""No redirect takes its host from the request: whoever sends the Host header would choose where it leads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from daemun import Daemun
from daemun.server.application import create_app

FOREIGN = "evil.example"


@pytest.fixture(params=["extension", "below the root", "server"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    if request.param == "server":
        made = create_app(instance_path=tmp_path)
    else:
        made = Flask("host", instance_path=str(tmp_path), static_folder=None)
        Daemun(made, url_prefix="" if request.param == "below the root" else None)
    yield made
    made.extensions["daemun"].close()


def spoiled(path: str) -> Iterator[str]:
    """The path, with each slash doubled, with one more at the end, and with one less."""
    for place in (found.start() for found in re.finditer("/", path)):
        yield f"{path[:place]}/{path[place:]}"
    yield f"{path}/"
    yield path.rstrip("/") or "/"


def test_no_address_however_its_slashes_are_written_leads_to_the_host_of_the_request(app: Flask) -> None:
    client = app.test_client()
    asked = 0
    for rule in list(app.url_map.iter_rules()):
        for path in spoiled(re.sub("<[^>]+>", "x", rule.rule)):
            for method in ("GET", "POST"):
                answer = client.open(
                    method=method,
                    headers={"Host": FOREIGN, "Accept": "text/html"},
                    environ_overrides={"PATH_INFO": path},
                )
                asked += 1
                assert answer.status_code not in (301, 308), (path, method)
                assert FOREIGN not in answer.headers.get("Location", ""), (path, method)

    assert asked > 60


def test_doubled_slashes_are_an_address_that_is_not_there(tmp_path: Path) -> None:
    for app in (Flask("host", instance_path=str(tmp_path)), create_app(instance_path=tmp_path)):
        if "daemun" not in app.extensions:
            Daemun(app)

        answer = app.test_client().get("/auth//me", headers={"Host": FOREIGN})

        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_the_redirects_of_the_application_itself_stay_its_own(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    Daemun(app)
    app.get("/shop/cart")(lambda: "cart")

    assert app.test_client().get("/shop//cart").status_code == 308
