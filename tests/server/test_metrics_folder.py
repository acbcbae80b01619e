import os

import pytest

from daemun.server.metrics_folder import metrics_folder


def test_the_folder_is_private_named_to_the_library_and_removed() -> None:
    with metrics_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(folder)
        (folder / "counter_1.db").touch()

    assert not folder.exists()
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_child_that_ends_removes_nothing() -> None:
    with metrics_folder() as folder:
        child = os.fork()
        if child != 0:
            os.waitpid(child, 0)
            assert folder.exists()
    if child == 0:
        os._exit(0)

    assert not folder.exists()
