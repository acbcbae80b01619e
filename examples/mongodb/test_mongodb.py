"""The example keeps everything in MongoDB: a new process knows who is logged in."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from urllib.request import Request, urlopen

import pytest

from tests.conftest import start_or_skip
from tests.docs.web_process import flask_run
from tests.services.mongodb import MongoDb
from tests.services.service_folder import ServiceFolder

PERSON = {"username": "minsu", "password": "gyeoul-bada-norae-4821"}


@pytest.fixture
def mongodb_url() -> Iterator[str]:
    services = ServiceFolder()
    yield start_or_skip(MongoDb(services.path / "mongodb")).url_of("blog")
    services.close()


def test_a_new_process_on_the_same_database_goes_on(
    tmp_path: Path, mongodb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", mongodb_url)
    copy(Path(__file__).with_name("app.py"), tmp_path)

    with flask_run(tmp_path) as address:
        made = post(f"{address}/register", PERSON)
    with flask_run(tmp_path) as address:
        renewed = post(f"{address}/refresh", {"refresh_token": made["refresh_token"]})
        bearer = {"Authorization": f"Bearer {renewed['access_token']}"}
        with urlopen(Request(f"{address}/protected", headers=bearer), timeout=30) as answer:  # noqa: S310
            assert json.load(answer) == {"message": "인증 성공"}

    assert not list(tmp_path.rglob("*.sqlite3"))


def post(address: str, body: dict[str, str]) -> dict[str, str]:
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(address, json.dumps(body).encode(), headers), timeout=30) as answer:  # noqa: S310
        members: dict[str, str] = json.load(answer)
    return members
