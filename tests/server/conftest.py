"""One `daemun serve` for all tests that leave it as it was."""

from collections.abc import Iterator

import pytest

from tests.server_process import DaemunServe


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaemunServe]:
    with DaemunServe(tmp_path_factory.mktemp("served")) as server:
        yield server
