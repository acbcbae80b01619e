"""One `daemun serve` for all tests that leave it as it was."""

from collections.abc import Iterator

import pytest

from tests.server_process import DaemunServe


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the one server run on one worker of pytest-xdist."""
    for item in items:
        if isinstance(item, pytest.Function) and "served" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("daemun serve"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaemunServe]:
    with DaemunServe(tmp_path_factory.mktemp("served")) as server:
        yield server
