"""A site behind a real proxy, as strangers and people reach it."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from itertools import count
from pathlib import Path

from tests.docs.web_process import WebProcess

PASSWORD = "gyeoul-bada-norae-4821"
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
NAMES = (f"minsu{number}" for number in count())


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `cookies`: as a browser would send them."""

    status: int
    text: str
    location: str | None
    cookies: str

    @property
    def told(self) -> Mapping[str, str]:
        """The headers that the server behind received."""
        headers: dict[str, str] = json.loads(self.text)["headers"]
        return headers


@dataclass(frozen=True, slots=True)
class Site:
    """The two ports of the proxy, its folder with `certificate.pem`, and the login behind it."""

    http_port: int
    https_port: int
    folder: Path
    login: WebProcess

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.https_port}"

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: object = None,
    ) -> Answer:
        """Send the path exactly as it is written."""
        trusted = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        connection = HTTPSConnection("127.0.0.1", self.https_port, timeout=20, context=trusted)
        sent = {**(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        return read(connection)

    def register(self, name: str | None = None) -> Answer:
        person = {"username": name or next(NAMES), "password": PASSWORD}
        answer = self.ask("/auth/register", FROM_OUR_PAGE, method="POST", body=person)
        assert answer.status == 201, answer.text
        return answer


def read(connection: HTTPConnection) -> Answer:
    response = connection.getresponse()
    text = response.read().decode()
    set_cookies = response.headers.get_all("Set-Cookie") or []
    connection.close()
    cookies = "; ".join(each.partition(";")[0] for each in set_cookies)
    return Answer(response.status, text, response.headers["Location"], cookies)
