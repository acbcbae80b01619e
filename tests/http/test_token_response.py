import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.applications import MakeApp
from tests.builders import PASSWORD

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def log_in(app: Flask) -> TestResponse:
    return app.test_client().post(
        "/auth/register", json={"username": "minsu", "password": PASSWORD}, headers=SAME_ORIGIN
    )


@pytest.mark.requirement("WB-04")
def test_tokens_are_in_the_body_and_never_stored(make_app: MakeApp) -> None:
    response = log_in(make_app())

    assert response.json is not None
    assert response.json["token"] == response.json["access_token"]
    assert response.json["token_type"] == "Bearer"
    assert (response.json["expires_in"], response.json["refresh_expires_in"]) == (600, 14 * 86_400)
    assert set(response.json) >= {"refresh_token", "session_id", "user"}
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


@pytest.mark.requirement("CK-02", "CS-08", "RT-11")
def test_in_cookie_transport_no_token_is_in_the_body(make_app: MakeApp) -> None:
    response = log_in(make_app(transport_cookies=True))

    assert response.json is not None
    assert not {"token", "access_token", "refresh_token"} & set(response.json)
    cookies = [cookie.split("=", 1)[1].split(";")[0] for cookie in response.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 2
    assert not any(cookie in response.get_data(as_text=True) for cookie in cookies)
    assert response.headers["Cache-Control"] == "no-store"
    assert {"cookie", "sec-fetch-site", "origin"} <= {name.lower() for name in response.vary}
