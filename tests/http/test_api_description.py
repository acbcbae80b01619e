"""How the description and its page are served."""

import pytest
from flask.testing import FlaskClient

from tests.applications import MakeApp

ASSETS = ["swagger-ui-bundle.js", "swagger-ui.css", "start.js"]


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    return make_app().test_client()


def test_the_description_is_sent_again_only_when_it_has_changed(client: FlaskClient) -> None:
    first = client.get("/auth/openapi.json")
    again = client.get("/auth/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.content_type) == (200, "application/json")
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("mounted_at", "server"), [("", "/auth"), ("/portal", "/portal/auth")])
def test_the_description_says_where_the_api_is(client: FlaskClient, mounted_at: str, server: str) -> None:
    document = client.get("/auth/openapi.json", environ_overrides={"SCRIPT_NAME": mounted_at}).get_json()

    assert document["servers"] == [{"url": server}]


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_the_description_is_below_any_prefix(make_app: MakeApp, prefix: str) -> None:
    document = make_app(http_url_prefix=prefix).test_client().get(f"{prefix}/openapi.json").get_json()

    assert document["servers"] == [{"url": prefix or "/"}]
    assert "/login" in document["paths"]


@pytest.mark.requirement("CF-04")
@pytest.mark.parametrize("path", ["openapi.json", "docs", "docs/start.js"])
def test_the_description_can_be_turned_off(make_app: MakeApp, path: str) -> None:
    assert make_app(http_description=False).test_client().get(f"/auth/{path}").status_code == 404


def test_the_page_runs_only_our_own_scripts(client: FlaskClient) -> None:
    page = client.get("/auth/docs")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in page.get_data(as_text=True)


@pytest.mark.parametrize("name", ASSETS)
def test_a_file_of_the_page_has_a_new_address_when_it_changes(client: FlaskClient, name: str) -> None:
    asset = client.get(f"/auth/docs/{name}")

    assert asset.status_code == 200
    assert asset.headers["Cache-Control"] == "public, max-age=86400"
    assert f"docs/{name}?{asset.get_etag()[0]}" in client.get("/auth/docs").get_data(as_text=True)


@pytest.mark.parametrize(
    "name", ["CHECKSUMS", "page.html", "..%2f__init__.py", "%2e%2e/body.py", "nothing.js"]
)
def test_no_other_file_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/auth/docs/{name}").status_code == 404
