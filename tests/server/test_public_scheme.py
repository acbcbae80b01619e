from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from daemun.server.application import create_app

HTTPS = "https://login.example.kr"
Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    made: list[Flask] = []

    def ask(
        path: str = "/auth/.well-known/jwks.json", *, proto: str | None = None, **settings: object
    ) -> TestResponse:
        config = {f"DAEMUN_{name.upper()}": value for name, value in settings.items()}
        headers: Mapping[str, str] = {"X-Forwarded-Proto": proto} if proto is not None else {}
        made.append(create_app(instance_path=tmp_path, config=config))
        return made[-1].test_client().get(path, headers=headers)

    yield ask
    for app in made:
        app.extensions["daemun"].close()


@pytest.mark.requirement("WB-01")
@pytest.mark.parametrize(
    ("proto", "settings", "is_https"),
    [
        (None, {}, False),
        ("https", {}, False),
        ("https", {"http_trusted_proxies": 1}, True),
        ("http", {"http_trusted_proxies": 1}, False),
        ("HTTPS", {"http_trusted_proxies": 1}, True),
        ("http, https", {"http_trusted_proxies": 1}, True),
        ("https, http", {"http_trusted_proxies": 1}, False),
        ("https", {"http_trusted_proxies": 2}, True),
        ("http, https, http", {"http_trusted_proxies": 2}, True),
        (None, {"http_origin": HTTPS}, True),
        ("http", {"http_origin": HTTPS}, True),
        (None, {"http_origin": HTTPS, "http_trusted_proxies": 1}, True),
    ],
)
def test_browsers_are_told_to_stay_with_https_where_people_use_it(
    ask: Ask, proto: str | None, settings: dict[str, object], is_https: bool
) -> None:
    sent = ask(proto=proto, **settings).headers.get("Strict-Transport-Security")

    assert sent == ("max-age=31536000; includeSubDomains" if is_https else None)
    missing = ask("/nothing", proto=proto, **settings)
    assert missing.headers.get("Strict-Transport-Security") == sent


@pytest.mark.requirement("WB-08")
@pytest.mark.parametrize("meant", [{"http_origin": HTTPS}, {"tokens_issuer": HTTPS}])
def test_plain_http_is_refused_where_https_is_meant(ask: Ask, meant: dict[str, object]) -> None:
    answer = ask("/auth/me", proto="http", http_trusted_proxies=1, **meant)

    assert (answer.status_code, answer.get_json()["code"]) == (403, "https_required")
    assert "Location" not in answer.headers
    assert ask("/auth/me", proto="https", http_trusted_proxies=1, **meant).status_code == 401
    assert ask("/auth/me", http_trusted_proxies=1, **meant).status_code == 401
    assert ask("/health/live", proto="http", http_trusted_proxies=1, **meant).status_code == 200


@pytest.mark.requirement("WB-08")
@pytest.mark.parametrize("proto", ["\xa0https", "https\x85", "\x0bhttps", "ws", "", "https, \x1chttps"])
def test_what_is_not_https_to_the_letter_is_plain_http(ask: Ask, proto: str) -> None:
    answer = ask("/auth/me", proto=proto, http_trusted_proxies=1, tokens_issuer=HTTPS)

    assert answer.status_code == (401 if proto == "" else 403)


def test_plain_http_is_served_where_nothing_else_is_meant(ask: Ask) -> None:
    assert ask("/auth/me", proto="http", http_trusted_proxies=1).status_code == 401
