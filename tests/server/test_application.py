from pathlib import Path

import pytest

from daemun import SettingsRefused, login_required
from daemun.composition.services import Services
from daemun.server import create_app
from tests.builders import PASSWORD


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("DAEMUN_"):
            monkeypatch.delenv(name)


def services(app: object) -> Services:
    found: Services = app.extensions["daemun"]  # type: ignore[attr-defined]
    return found


def test_the_server_works_without_any_setting(tmp_path: Path) -> None:
    app = create_app(instance_path=tmp_path)
    client = app.test_client()

    registered = client.post("/auth/register", json={"username": "minsu", "password": PASSWORD})

    assert registered.status_code == 201
    assert client.post("/auth/login", json={"username": "minsu", "password": PASSWORD}).status_code == 200
    assert (tmp_path / "daemun-secret-key").stat().st_mode & 0o777 == 0o600
    services(app).close()


def test_the_environment_goes_over_what_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAEMUN_HTTP_URL_PREFIX", "/login-api")

    app = create_app(instance_path=tmp_path, config={"DAEMUN_HTTP_URL_PREFIX": "/other"})

    assert app.test_client().get("/login-api/me").status_code == 401


@pytest.mark.requirement("CF-01")
def test_a_wrong_setting_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAEMUN_PASSWORDS_MIN_LENGTH", "6")

    with pytest.raises(SettingsRefused, match="DAEMUN_PASSWORDS_MIN_LENGTH"):
        create_app(instance_path=tmp_path)


@pytest.mark.requirement("ER-01", "WB-07")
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nothing", 404, "not_found"), ("PUT", "/auth/me", 405, "method_not_allowed")],
)
def test_unknown_addresses_and_methods_are_problems(
    tmp_path: Path, method: str, path: str, status: int, code: str
) -> None:
    app = create_app(instance_path=tmp_path)

    answer = app.test_client().open(path, method=method)

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.requirement("ER-01")
def test_people_are_told_by_a_page_and_programs_by_a_problem(tmp_path: Path) -> None:
    app = create_app(instance_path=tmp_path)
    client = app.test_client()

    page = client.get("//evil.example/nothing", headers={"Accept": "text/html", "Accept-Language": "ko"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert '<html lang="ko">' in page.text
    assert 'href="?lang=en"' in page.text
    wrong_method = client.delete("/login", headers={"Accept": "text/html"})
    assert (wrong_method.status_code, wrong_method.mimetype) == (405, "text/html")
    assert "POST" in wrong_method.headers["Allow"]
    for path in ("/nothing", "/auth/nothing"):
        assert client.get(path).mimetype == "application/problem+json"
    assert client.get("/auth/nothing", headers={"Accept": "text/html"}).status_code == 404
    services(app).close()


def test_a_browser_is_led_to_the_login_page_and_a_program_gets_a_problem(tmp_path: Path) -> None:
    app = create_app(instance_path=tmp_path)
    app.add_url_rule("/orders", "orders", login_required(lambda: "your orders"))
    client = app.test_client()
    page_load = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}

    led = client.get("/orders?page=2", headers=page_load)

    assert (led.status_code, led.headers.get("Location")) == (303, "/login?next=/orders%3Fpage%3D2")
    script = client.get("/orders")
    assert (script.status_code, script.get_json()["code"]) == (401, "token_missing")
    call = client.get("/auth/me", headers=page_load)
    assert (call.status_code, call.mimetype) == (401, "application/problem+json")
    services(app).close()


def test_a_bug_behind_a_page_is_told_by_a_page(tmp_path: Path) -> None:
    app = create_app(instance_path=tmp_path)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret")

    answer = app.test_client().get("/broken", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "secret" not in answer.text
    services(app).close()


def test_an_own_view_may_be_a_coroutine(tmp_path: Path) -> None:
    app = create_app(instance_path=tmp_path)

    @app.get("/own")
    async def answer() -> dict[str, str]:
        return {"message": "안녕하세요"}

    client = app.test_client()
    assert [client.get("/own").get_json() for _ in range(2)] == [{"message": "안녕하세요"}] * 2
    services(app).close()
