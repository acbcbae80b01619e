"""A client that openapi-python-client makes from the description: typed, and good for the whole journey."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.promises.tree import programs
from tests.server_process import ServerProcess

JOURNEY = """
import sys

from daemun_client import AuthenticatedClient, Client
from daemun_client.api.passwords import log_in
from daemun_client.api.registration import register
from daemun_client.api.sessions import list_sessions, log_out, refresh
from daemun_client.api.users import show_me
from daemun_client.models import (
    InvalidCredentials,
    LogInBody,
    LoginAnswer,
    RefreshBody,
    RegisterBody,
    RegisteredAnswer,
    SessionListAnswer,
    TokensAnswer,
    UserAnswer,
    UsernameTaken,
)

PASSWORD = "wide-otter-lamp-42-river"

client = Client(base_url=sys.argv[1])
registered = register.sync(client=client, body=RegisterBody(username="minsu", password=PASSWORD))
assert isinstance(registered, RegisteredAnswer), registered
assert registered.user.username == "minsu"

again = register.sync(client=client, body=RegisterBody(username="minsu", password=PASSWORD))
assert isinstance(again, UsernameTaken), again
wrong = log_in.sync(client=client, body=LogInBody(username="minsu", password="not this one"))
assert isinstance(wrong, InvalidCredentials), wrong

tokens = log_in.sync(client=client, body=LogInBody(username="minsu", password=PASSWORD))
assert isinstance(tokens, LoginAnswer), tokens
refreshed = refresh.sync(client=client, body=RefreshBody(refresh_token=tokens.refresh_token))
assert isinstance(refreshed, TokensAnswer), refreshed

known = AuthenticatedClient(base_url=sys.argv[1], token=refreshed.access_token)
me = show_me.sync(client=known)
assert isinstance(me, UserAnswer), me
assert me.created_at.tzinfo is not None
found = list_sessions.sync(client=known)
assert isinstance(found, SessionListAnswer), found
assert [session.current for session in found.sessions] == [True, False]
assert log_out.sync_detailed(client=known).status_code == 204
print("done")
"""

# What every generated client has alike, whatever the description says.
MYPY = """
[mypy]
strict = true

[mypy-daemun_client.client]
ignore_errors = true
"""


@pytest.fixture
def server(tmp_path: Path) -> ServerProcess:
    return ServerProcess(tmp_path / "server", workers=1)


def test_a_generated_python_client_is_typed_and_goes_the_whole_journey(
    server: ServerProcess, tmp_path: Path
) -> None:
    with server:
        run(
            *(str(programs() / "openapi-python-client"), "generate", "--meta", "none"),
            *("--url", f"{server.url}/auth/openapi.json", "--output-path", "daemun_client"),
            *("--fail-on-warning",),
            folder=tmp_path,
        )
        (tmp_path / "journey.py").write_text(JOURNEY)
        (tmp_path / "mypy.ini").write_text(MYPY)

        checked = run(sys.executable, "-m", "mypy", "journey.py", "daemun_client", folder=tmp_path)
        gone = run(sys.executable, "journey.py", f"{server.url}/auth", folder=tmp_path)

    assert "Success" in checked
    assert gone == "done\n"


def run(*command: str, folder: Path) -> str:
    """What it prints; a failure shows it all."""
    ran = subprocess.run(
        command,
        cwd=folder,
        # The generator calls its formatter by name.
        env={**os.environ, "PATH": os.pathsep.join([str(programs()), os.environ["PATH"]])},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
