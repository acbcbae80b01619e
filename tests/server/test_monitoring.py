from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from daemun.composition.services import Services
from daemun.server import metrics
from daemun.server.application import create_app

TOKEN = "a-token-of-the-one-who-watches-0123456789"
PUBLIC = {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000"}
PRIVATE = {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "9464"}


@pytest.fixture
def make_server(tmp_path: Path) -> Callable[..., Flask]:
    def make(**settings: object) -> Flask:
        config = {f"DAEMUN_SERVER_{name.upper()}": value for name, value in settings.items()}
        app = create_app(instance_path=tmp_path, config=config)
        services: Services = app.extensions["daemun"]
        metrics.install(app, services)
        return app

    return make


def status(app: Flask, path: str, peer: str = "127.0.0.1", **options: object) -> int:
    environ = {"REMOTE_ADDR": peer, **PUBLIC, **options.pop("environ", {})}  # type: ignore[dict-item]
    return app.test_client().get(path, environ_overrides=environ, **options).status_code


@pytest.mark.requirement("CF-04")
@pytest.mark.parametrize("peer", ["203.0.113.9", "10.0.0.1", "2001:db8::1", ""])
def test_metrics_are_not_there_for_strangers(make_server: Callable[..., Flask], peer: str) -> None:
    assert status(make_server(), "/metrics", peer) == 404


@pytest.mark.requirement("CF-04")
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto"])
def test_metrics_are_not_there_for_whom_a_proxy_on_this_machine_lets_in(
    make_server: Callable[..., Flask], header: str
) -> None:
    app = make_server()

    assert status(app, "/metrics") == status(app, "/metrics", "::1") == 200
    assert status(app, "/metrics", headers={header: "127.0.0.1"}) == 404


@pytest.mark.requirement("CF-04")
def test_a_token_opens_metrics_from_anywhere_and_nothing_else_does(make_server: Callable[..., Flask]) -> None:
    app = make_server(metrics_token=TOKEN)

    assert status(app, "/metrics") == 401
    # No login opens it, so there is no page to lead a browser to.
    assert status(app, "/metrics", headers={"Accept": "text/html"}) == 401
    assert status(app, "/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}) == 401
    assert status(app, "/metrics", "203.0.113.9", headers={"Authorization": f"Bearer {TOKEN}"}) == 200
    assert status(app, "/auth/me", headers={"Authorization": f"Bearer {TOKEN}"}) == 401


@pytest.mark.requirement("CF-04")
@pytest.mark.parametrize("address", ["127.0.0.1:9464", "127.0.0.1:8001"])
def test_with_an_address_of_its_own_monitoring_is_there_and_nowhere_else(
    make_server: Callable[..., Flask], address: str
) -> None:
    app = make_server(monitoring_address=address)
    expected = 200 if address.endswith("9464") else 404

    for path in ("/metrics", "/health/live", "/health/ready"):
        assert status(app, path) == 404
        assert status(app, path, headers={"Host": address}) == 404
        assert status(app, path, environ=PRIVATE) == expected
    assert status(app, "/auth/.well-known/jwks.json") == 200
    assert status(app, "/auth/.well-known/jwks.json", environ=PRIVATE) == 404 or expected == 404
