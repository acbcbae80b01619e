"""The proxy of the manual in front of all nodes, and people who never stop using them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import jwt

from tests.docs.pages import ROOT, read_blocks
from tests.docs.web_process import free_port
from tests.real_programs import Nginx
from tests.server_process import DaemunServe, Endpoint, wait_until

PEOPLE = 3
PAUSE = 0.05
PATIENCE = 20
PASSWORD = "wide-otter-lamp-42-river"
PAGE = ROOT / "docs/how-to/when-one-machine-is-not-enough.md"
_SERVER = re.compile(r"server 10\.0\.0\.\d+:8000")
_OWN_FOLDERS = "access_log off;" + "".join(
    f" {kind}_temp_path temporary-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


class Proxy(Endpoint):
    """nginx as the manual configures it, with the addresses of these nodes."""

    def __init__(self, nginx: Nginx, nodes: Sequence[Endpoint]) -> None:
        self.port = free_port()
        [printed] = [block.text for block in read_blocks(PAGE) if block.language == "nginx"]
        addresses = iter(nodes)
        configuration = _SERVER.sub(lambda _: f"server 127.0.0.1:{next(addresses).port}", printed)
        assert next(addresses, None) is None
        configuration = configuration.replace("http {", f"http {{ {_OWN_FOLDERS}", 1)
        nginx.start(configuration.replace("listen 80;", f"listen 127.0.0.1:{self.port};"), port=self.port)


class Traffic:
    """People who refresh at one place, use the new token at the next, and log in anew now and then."""

    def __init__(self, places: Sequence[Endpoint]) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.keys: set[str] = set()
        self._places = places
        self._stopped = Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        with ThreadPoolExecutor(PEOPLE) as pool:
            people = [pool.submit(self._live, number) for number in range(PEOPLE)]
            try:
                yield
            finally:
                self._stopped.set()
        for person in people:
            person.result()

    @property
    def wrong(self) -> dict[tuple[str, int], int]:
        return {asked: count for asked, count in self.statuses.items() if asked[1] != 200}

    def _live(self, number: int) -> None:
        body = {"username": f"minsu{number}", "password": PASSWORD}
        tokens = self._places[0].post("/auth/register", body).body
        while not self._stopped.wait(PAUSE):
            number += 1
            here, there = (self._places[each % len(self._places)] for each in (number, number + 1))
            asked = "login" if number % 20 == 0 else "refresh"
            answer = here.post(
                f"/auth/{asked}", body if asked == "login" else {"refresh_token": tokens["refresh_token"]}
            )
            self.statuses[asked, answer.status] += 1
            if answer.status == 200:
                tokens = answer.body
            self.keys.add(jwt.get_unverified_header(tokens["access_token"])["kid"])
            seen = there.get("/protected", token=tokens["access_token"])
            self.statuses["protected", seen.status] += 1


def wait_until_used(node: DaemunServe) -> None:
    """Wait until the proxy, which skips a node that failed for a while, sends people to one that started."""
    used_before = _times_used(node)
    wait_until(lambda: _times_used(node) > used_before, PATIENCE)


def _times_used(node: DaemunServe) -> int:
    return node.log_text().count('"route": "/protected"')
