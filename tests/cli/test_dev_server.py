import logging
from threading import Thread
from urllib.request import urlopen

import pytest
from flask import Flask
from werkzeug.serving import make_server
from werkzeug.test import Client

from daemun.cli.dev_server import OwnHosts, QuietHandler, configured_hosts
from daemun.settings.reading import read_settings

OWN = ("localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "localhost.:8000", "shop.localhost")


def asked_as(host: str, *, is_open: bool = False) -> int:
    hosts = configured_hosts(
        read_settings(
            {"DAEMUN_HTTP_ORIGIN": "https://dev.example", "DAEMUN_HTTP_ORIGINS": "https://b.example"}
        )
    )
    app = OwnHosts(Flask("dev").wsgi_app, hosts, is_open=is_open)
    return Client(app).get("/nothing", headers={"Host": host}).status_code


@pytest.mark.parametrize("host", [*OWN, "dev.example:8000", "b.example"])
def test_it_answers_under_names_of_this_machine_and_configured_ones(host: str) -> None:
    assert asked_as(host) == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "192.0.2.7", "[", "", " "]
)
def test_a_page_whose_name_leads_here_reads_nothing(host: str) -> None:
    assert asked_as(host) == 421


def test_where_other_machines_may_ask_an_address_is_a_name_of_ours_too() -> None:
    assert asked_as("192.0.2.7:8000", is_open=True) == 404
    assert asked_as("evil.example", is_open=True) == 421


def test_the_log_of_requests_keeps_no_token_of_a_link(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("dev")
    app.add_url_rule("/reset-password", view_func=lambda: "")
    caplog.set_level(logging.INFO, "werkzeug")

    with make_server("127.0.0.1", 0, app, request_handler=QuietHandler) as server:
        asking = Thread(target=server.handle_request)
        asking.start()
        urlopen(f"http://127.0.0.1:{server.server_port}/reset-password?token=secret-1").close()
        asking.join()

    assert '"GET /reset-password?... HTTP/1.1" 200' in caplog.text
    assert "secret-1" not in caplog.text
