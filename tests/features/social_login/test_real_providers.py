"""Providers that others wrote, each a program of its own."""

import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from daemun import Daemun
from daemun.clock import SystemClock
from tests.applications import MakeApp
from tests.features.social_login.browser import come_back, leave, me

_PROGRAM = """
import sys, warnings
warnings.simplefilter("ignore")
from oidc_provider_mock import run_server_in_thread
with run_server_in_thread() as server:
    print(server.server_port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def oidc_provider_mock() -> Iterator[str]:
    """PyPI `oidc-provider-mock`, on Authlib: its issuer."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        yield f"http://localhost:{int(program.stdout.readline())}"
        program.communicate()


def test_oidc_provider_mock(oidc_provider_mock: str, make_app: MakeApp) -> None:
    school = {"issuer": oidc_provider_mock, "client_id": "shop", "client_secret": "hush", "internal": True}
    app = make_app(Daemun(clock=SystemClock(), providers={"school": school}), transport_cookies=True)
    put(f"{oidc_provider_mock}/users/minsu-1", email="minsu@example.kr", email_verified=True, name="김민수")
    client = app.test_client()

    back = agree(leave(client), sub="minsu-1")

    assert come_back(client, back).status_code == 302
    assert me(client).get_json()["email"] == "minsu@example.kr"


def put(url: str, **claims: object) -> None:
    sent = urllib.request.Request(
        url, json.dumps(claims).encode(), {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(sent).close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def agree(url: str, **form: str) -> str:
    """Send the form of the page that asks: the address that the browser is sent back to."""
    opener = urllib.request.build_opener(_Stay)
    try:
        opener.open(url, urllib.parse.urlencode(form).encode())
    except urllib.error.HTTPError as redirect:
        redirect.close()
        return str(redirect.headers["Location"])
    raise AssertionError("no redirect")
