"""Signing keys change and nodes restart one after the other, and nobody who uses them notices."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import jwt

from tests.docs.web_process import free_port
from tests.real_programs import Nginx
from tests.server_process import DaemunServe, Endpoint, wait_until

PEOPLE = 3
PATIENCE = 20
PASSWORD = "wide-otter-lamp-42-river"
# A node that stops takes no new connections: nginx goes to the next one, also with what may not be sent
# twice, because nothing was taken.
PROXY = """
events {{}}
http {{
    access_log off;
    client_body_temp_path temporary-body;
    proxy_temp_path temporary-proxy;
    fastcgi_temp_path temporary-fastcgi;
    uwsgi_temp_path temporary-uwsgi;
    scgi_temp_path temporary-scgi;
    upstream nodes {{ {servers} }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://nodes;
            proxy_next_upstream error timeout non_idempotent;
        }}
    }}
}}
"""


class Proxy(Endpoint):
    """nginx in front of all nodes."""

    def __init__(self, nginx: Nginx, nodes: Sequence[Endpoint]) -> None:
        self.port = free_port()
        servers = " ".join(f"server 127.0.0.1:{node.port} fail_timeout=1s;" for node in nodes)
        nginx.start(PROXY.format(servers=servers, port=self.port), port=self.port)


class Traffic:
    """People who refresh at one place, and use the new token at the next."""

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
        while not self._stopped.is_set():
            number += 1
            here, there = (self._places[each % len(self._places)] for each in (number, number + 1))
            answer = here.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]})
            self.statuses["refresh", answer.status] += 1
            if answer.status == 200:
                tokens = answer.body
            self.keys.add(jwt.get_unverified_header(tokens["access_token"])["kid"])
            seen = there.get("/protected", token=tokens["access_token"])
            self.statuses["protected", seen.status] += 1


def rotate_keys(node: DaemunServe) -> None:
    """As an operator does, beside the running node."""
    command = [sys.executable, "-m", "daemun", "--instance", str(node.folder / "instance"), "keys", "rotate"]
    subprocess.run([*command, "--yes"], env={**os.environ, **node.settings}, check=True, capture_output=True)


def test_keys_rotate_without_one_token_that_a_node_does_not_take(nodes: list[DaemunServe]) -> None:
    traffic = Traffic(nodes)

    with traffic.running():
        for number, node in enumerate(nodes, 2):
            rotate_keys(node)
            wait_until(lambda: len(traffic.keys) >= number, PATIENCE)  # noqa: B023

    assert traffic.wrong == {}
    assert len(traffic.keys) == 1 + len(nodes)


def test_nodes_restart_one_after_the_other_without_one_failed_request(
    nodes: list[DaemunServe], nginx: Nginx
) -> None:
    traffic = Traffic([Proxy(nginx, nodes)])

    with traffic.running():
        for node in nodes:
            assert node.stop() == 0
            node.start()

    assert traffic.wrong == {}
    assert traffic.statuses["refresh", 200] > 10
