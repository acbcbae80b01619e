"""DAEMUN_HTTP_ORIGINS: pages of exactly these origins may call the API, preflights included."""

import pytest

from tests.applications import MakeApp
from tests.builders import PASSWORD

VITE = "http://localhost:5173"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.mark.parametrize("path", ["/auth/login", "/auth/sessions/abc", "/auth/me"])
def test_a_preflight_from_a_listed_origin_is_granted(make_app: MakeApp, path: str) -> None:
    app = make_app(http_origins=[VITE], development=True, transport_cookies=True)

    answer = app.test_client().options(path, headers={"Origin": VITE, **PREFLIGHT})

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == VITE
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "origin", ["http://localhost:5174", "https://localhost:5173", "http://localhost:5173/", "null", ""]
)
def test_every_other_origin_is_refused_as_before(make_app: MakeApp, origin: str) -> None:
    client = make_app(http_origins=[VITE], development=True, transport_cookies=True).test_client()

    preflight = client.options("/auth/login", headers={"Origin": origin, **PREFLIGHT})
    answer = client.post(
        "/auth/register",
        json={"username": "minsu", "password": PASSWORD},
        headers={"Origin": origin, "Sec-Fetch-Site": "same-site"},
    )

    assert "Access-Control-Allow-Origin" not in preflight.headers
    assert (answer.status_code, answer.get_json()["code"]) == (403, "cross_site_request")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_of_a_listed_origin_logs_in_refreshes_and_logs_out_and_reads_refusals(
    make_app: MakeApp,
) -> None:
    client = make_app(http_origins=[VITE], development=True, transport_cookies=True).test_client()
    client.environ_base.update(
        {"wsgi.url_scheme": "https", "HTTP_ORIGIN": VITE, "HTTP_SEC_FETCH_SITE": "same-site"}
    )

    answers = [
        client.post("/auth/register", json={"username": "minsu", "password": PASSWORD}),
        client.post("/auth/refresh"),
        client.post("/auth/logout"),
        client.get("/auth/me"),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 204, 401]
    assert {answer.headers.get("Access-Control-Allow-Origin") for answer in answers} == {VITE}


def test_without_the_setting_nothing_is_opened(make_app: MakeApp) -> None:
    answer = make_app().test_client().options("/auth/login", headers={"Origin": VITE, **PREFLIGHT})

    assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]
