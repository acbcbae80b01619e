"""For the attacker of `test_openapi_attacked.py`, which may end the session that it is in at any time."""

import itertools
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import schemathesis
from schemathesis import AuthContext, Case

PASSWORD = "wide-otter-lamp-42-river"


@schemathesis.auth()
class LoggedIn:
    """A token that works at the moment of each request."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._token: str | None = None

    def get(self, case: Case, context: AuthContext) -> str:
        address = context.operation.base_url
        assert address is not None
        if self._token is None or not is_live(address, self._token):
            body = {"username": f"person-{next(self._numbers)}", "password": PASSWORD}
            request = Request(
                f"{address}/register", json.dumps(body).encode(), {"Content-Type": "application/json"}
            )
            with urlopen(request) as answer:
                self._token = str(json.load(answer)["access_token"])
        return self._token

    def set(self, case: Case, data: str, context: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


def is_live(address: str, token: str) -> bool:
    try:
        with urlopen(Request(f"{address}/me", headers={"Authorization": f"Bearer {token}"})):
            return True
    except HTTPError:
        return False
