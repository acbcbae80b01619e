"""A real login server, a real service beside it, and tokens that go from the one to the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from daemun import Daemun
from tests.docs.web_process import WebProcess, free_port, page_environment

ISSUER = "https://login.example.com"
PERSON = {"username": "minsu", "password": "gyeoul-bada-norae-4821"}


@dataclass(frozen=True, slots=True)
class Site:
    """The login, the service, and the folder of the login's database."""

    login: str
    service: str
    folder: Path
    login_process: WebProcess


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("resource_server")
    login_port, service_port = free_port(), free_port()
    login = WebProcess(
        ["daemun", "serve", "--port", str(login_port), "--workers", "1"],
        folder=folder,
        port=login_port,
        environment={**page_environment(), "DAEMUN_TOKENS_ISSUER": ISSUER},
    )
    service = WebProcess(
        ["uvicorn", "service:app", "--app-dir", str(Path(__file__).parent), "--port", str(service_port)],
        folder=folder,
        port=service_port,
        environment={
            **page_environment(),
            "LOGIN_ISSUER": ISSUER,
            "LOGIN_KEYS": f"http://127.0.0.1:{login_port}/auth/.well-known/jwks.json",
        },
    )
    try:
        login.wait_until_it_listens()
        service.wait_until_it_listens()
        yield Site(
            f"http://127.0.0.1:{login_port}", f"http://127.0.0.1:{service_port}", folder / "instance", login
        )
    finally:
        service.stop()
        login.stop()


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    status, body = send(f"{site.login}/auth/register", body=PERSON)
    assert status == 201
    return str(body["token"])


def test_a_token_of_the_login_opens_the_service(site: Site, token: str) -> None:
    assert send(f"{site.service}/orders", token=token) == (200, {"orders_of": "minsu"})


def test_without_a_token_the_service_stays_closed(site: Site) -> None:
    status, body = send(f"{site.service}/orders")

    assert (status, body["code"]) == (401, "token_missing")


def test_a_token_of_another_login_is_refused(site: Site, tmp_path: Path) -> None:
    forged = issue(tmp_path, roles=("clerk",), scope="orders:read")

    status, body = send(f"{site.service}/orders", token=forged)

    assert (status, body["code"]) == (401, "token_invalid")


def test_roles_and_scopes_are_asked_for(site: Site, token: str) -> None:
    assert send(f"{site.service}/all-orders", token=token)[1]["code"] == "insufficient_role"
    assert send(f"{site.service}/partner/orders", token=token)[1]["code"] == "insufficient_scope"


@pytest.mark.usefixtures("token")
def test_a_clerk_and_a_partner_are_let_in(site: Site) -> None:
    wider = issue(site.folder, roles=("clerk",), scope="orders:read")

    assert send(f"{site.service}/all-orders", token=wider) == (
        200,
        {"orders_of": "everybody", "asked_by": "minsu"},
    )
    assert send(f"{site.service}/partner/orders", token=wider) == (200, {"scopes": ["orders:read"]})


def test_the_service_works_on_while_the_login_is_away(site: Site, token: str) -> None:
    assert send(f"{site.service}/orders", token=token)[0] == 200

    site.login_process.stop()

    assert send(f"{site.service}/orders", token=token)[0] == 200


def issue(instance: Path, *, roles: tuple[str, ...], scope: str) -> str:
    """Grant roles to minsu in the login of this folder, and open a session with a scope."""
    app = Flask(__name__, instance_path=str(instance))
    app.config["DAEMUN_TOKENS_ISSUER"] = ISSUER
    auth = Daemun(app)
    with app.app_context():
        user = auth.users.find_by_username("minsu")
        if user is None:
            user = auth.users.draft(username="minsu", email=None, profile={})
            auth.users.add(user)
        for role in roles:
            auth.roles.grant(user.id, role)
        tokens = auth.sessions.open_for(user, scope=scope)
        auth.services.close()
        return tokens.access_token.text


def send(url: str, *, body: object = None, token: str | None = None) -> tuple[int, dict[str, object]]:
    request = Request(url, data=None if body is None else json.dumps(body).encode())  # noqa: S310
    if body is not None:
        request.add_header("Content-Type", "application/json")
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)
