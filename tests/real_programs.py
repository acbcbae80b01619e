"""A real browser and a real web server for tests: Debian's chromium and nginx.

Where one is not installed, its tests are skipped with the reason; with `CI=true` they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.web_process import WebProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser

StartNginx = Callable[[str, int], WebProcess]
_PROGRAM_FOLDERS = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin"
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


# For one module, not for the session: while playwright runs, no other test could use an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """A headless browser. `chromium.new_context(locale="ko-KR")` is somebody's browser without a history."""
    program = _find_or_skip("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, headless=True, chromium_sandbox=False, args=_QUIET
        )
        yield browser
        browser.close()


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[StartNginx]:
    """`nginx(configuration, port)`: a server that listens on that port; its prefix is the test's folder."""
    program = _find_or_skip("nginx")
    started: list[WebProcess] = []

    def start(configuration: str, port: int) -> WebProcess:
        file = tmp_path / f"nginx-{port}.conf"
        file.write_text(configuration, encoding="utf-8")
        process = WebProcess(
            [
                *(program, "-p", f"{tmp_path}/", "-c", str(file), "-e", "stderr"),
                *("-g", f"daemon off; pid {tmp_path}/nginx-{port}.pid;"),
            ],
            folder=tmp_path,
            port=port,
            environment={"PATH": _PROGRAM_FOLDERS},
        )
        started.append(process)
        process.wait_until_it_listens()
        return process

    yield start
    for process in started:
        process.stop()


def _find_or_skip(name: str) -> str:
    program = shutil.which(name, path=_PROGRAM_FOLDERS)
    if program is None:
        if os.environ.get("CI") == "true":
            raise FileNotFoundError(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return program
