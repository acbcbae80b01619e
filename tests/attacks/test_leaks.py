"""HS-10, LG-02, LG-03, SE-01: no secret is written anywhere, and no line can be forged."""

import logging
from pathlib import Path

import pytest

from daemun.storage.settings import DatabaseSettings
from tests.attacks.site import MakeSite

MARKER = "marker-Zq7-of-the-river-lamp"
NEW_MARKER = "marker-Xv4-of-nine-tall-pines"


@pytest.mark.requirement("HS-10", "LG-03", "SE-01", "RT-09", "CF-03")
def test_no_secret_is_in_logs_answers_or_the_database(
    make_site: MakeSite, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    site = make_site(secret_key="k3Y-Material_of.38+characters/0123456789abcdefXYZ")
    client = site.client()
    credentials = {"username": "minsu.kim", "password": MARKER}
    answers = [client.post("/auth/register", json=credentials), client.post("/auth/login", json=credentials)]
    tokens = answers[1].json
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    refused = [
        client.post("/auth/login", json={**credentials, "password": MARKER + "x"}),
        client.post("/auth/login", json={"username": MARKER, "password": [MARKER]}),
        client.post("/auth/login", data=MARKER.encode()),
        client.post("/auth/register", json={"username": "x", "password": MARKER}),
        client.get("/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}x"}),
        client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"] + "x"}),
        client.post(
            "/auth/me/password", json={"current_password": MARKER, "new_password": "x"}, headers=headers
        ),
    ]
    change = {"current_password": MARKER, "new_password": NEW_MARKER}
    assert client.post("/auth/me/password", json=change, headers=headers).status_code == 200
    site.services.close()

    secrets = [MARKER, NEW_MARKER, tokens["access_token"], tokens["refresh_token"]]
    secrets += [tokens["refresh_token"].split(".")[1], tokens["access_token"].rsplit(".", 1)[1]]
    files = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*.sqlite3*")))
    assert len(files) > 10_000
    for secret in secrets:
        assert secret.encode() not in files
        assert secret not in caplog.text
        for answer in refused:
            assert answer.status_code >= 400
            assert secret not in answer.get_data(as_text=True)
    for answer in answers:
        assert MARKER not in answer.get_data(as_text=True)
    assert "k3Y-Material" not in repr(site.services) + caplog.text + files.decode("latin-1")


@pytest.mark.requirement("LG-02")
@pytest.mark.parametrize("odd", ["\x1b[31m", "\x9b31m", "\x85"])
def test_control_characters_of_a_user_agent_are_not_kept(make_site: MakeSite, odd: str) -> None:
    site = make_site()
    site.add_user()

    site.client().post(
        "/auth/login",
        json={"username": "minsu.kim", "password": "x"},
        environ_overrides={"HTTP_USER_AGENT": f"Browser{odd}\t2"},
    )

    kept = site.events("login.failed")[0].origin.user_agent
    assert kept.startswith("Browser")
    assert kept.isprintable()


@pytest.mark.requirement("CF-03")
def test_the_address_of_the_database_is_never_shown() -> None:
    settings = DatabaseSettings.model_validate({"url": "postgresql://kim:pass-word@db/daemun"})

    assert "pass-word" not in repr(settings)
    assert "pass-word" not in str(settings.model_dump(mode="json"))
