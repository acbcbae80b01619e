"""Apple has a browser post what it brings: from another site, without cookies. In a real browser."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.serving import make_server

from daemun import Daemun
from tests.features.social_login.shapes import SHAPES
from tests.features.social_login.stand_in import StandIn

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Ours is `localhost`, Apple's `127.0.0.1`: to a browser these are two sites."""
    folder: Path = tmp_path_factory.mktemp("apple")
    with StandIn(now=time.time) as apple:
        app = Flask("host", instance_path=str(folder))
        auth = Daemun(app, pages=True, providers={"apple": apple.settings("apple")})
        with make_server("localhost", 0, app, threaded=True) as server:
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            yield f"http://localhost:{server.port}"
            server.shutdown()
        with app.app_context():
            auth.services.close()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_what_apple_posts_logs_in_the_browser_that_began(
    chromium: "Browser", address: str, has_scripts: bool
) -> None:
    with chromium.new_context(locale="ko-KR", java_script_enabled=has_scripts) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{address}/login?next=/account")

        page.get_by_role("link", name="Apple로 로그인").click()
        page.get_by_role("button", name="Agree").click()
        if not has_scripts:
            page.get_by_role("button", name="계속하기").click()

        page.wait_for_url("**/account")
        assert page.get_by_text(str(SHAPES["apple"].email)).first.is_visible()
        assert complaints == []
