"""Signing keys change and nodes restart one after the other, and nobody who uses them notices."""

import os
import subprocess
import sys

import pytest

from tests.nodes.traffic import PATIENCE, Proxy, Traffic, wait_until_used
from tests.real_programs import Nginx
from tests.server_process import DaemunServe, wait_until

pytestmark = pytest.mark.parametrize("nodes", ["postgresql and valkey"], indirect=True)


def rotate_keys(node: DaemunServe) -> None:
    """As an operator does, beside the running node."""
    command = [sys.executable, "-m", "daemun", "--instance", str(node.folder / "instance"), "keys", "rotate"]
    subprocess.run(
        [*command, "--now", "--yes"], env={**os.environ, **node.settings}, check=True, capture_output=True
    )


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
            wait_until_used(node)

    assert traffic.wrong == {}
    assert traffic.statuses["refresh", 200] > 10
