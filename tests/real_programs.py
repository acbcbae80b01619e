"""A real browser and real proxies for tests: Debian's chromium, nginx and haproxy.

Where one is not installed, its tests are skipped with the reason; with `CI=true` they fail instead.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.web_process import WebProcess

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


class Nginx:
    """Starts servers whose prefix is `folder`: their paths are relative to it."""

    def __init__(self, program: str, folder: Path) -> None:
        self.folder = folder
        self._program = program
        self._started: list[WebProcess] = []

    def start(self, configuration: str, *, port: int) -> None:
        """Serve by this configuration, which listens on this port."""
        file = self.folder / f"nginx-{port}.conf"
        file.write_text(configuration, encoding="utf-8")
        directives = [f"pid nginx-{port}.pid", "daemon off", *(["user root"] if os.geteuid() == 0 else [])]
        process = WebProcess(
            [
                *(self._program, "-p", f"{self.folder}/", "-c", str(file), "-e", "stderr"),
                *("-g", "; ".join(directives) + ";"),
            ],
            folder=self.folder,
            port=port,
            environment={"PATH": _PROGRAM_FOLDERS},
        )
        self._started.append(process)
        process.wait_until_it_listens()

    def stop(self) -> None:
        for process in self._started:
            process.stop()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """`nginx.start(configuration, port=...)`: a real server for the tests of one module."""
    nginx = Nginx(_find_or_skip("nginx"), tmp_path_factory.mktemp("nginx"))
    yield nginx
    nginx.stop()


class Haproxy:
    """Starts proxies in `folder`: their paths are relative to it."""

    def __init__(self, program: str, folder: Path) -> None:
        self.folder = folder
        self._program = program
        self._started: list[WebProcess] = []

    def start(self, configuration: str, *, port: int) -> None:
        """Serve by this configuration, which listens on this port."""
        file = self.folder / f"haproxy-{port}.cfg"
        file.write_text(configuration, encoding="utf-8")
        process = WebProcess(
            [self._program, "-db", "-f", str(file)],
            folder=self.folder,
            port=port,
            environment={"PATH": _PROGRAM_FOLDERS},
        )
        self._started.append(process)
        process.wait_until_it_listens()

    def stop(self) -> None:
        for process in self._started:
            process.stop()


@pytest.fixture(scope="module")
def haproxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Haproxy]:
    """`haproxy.start(configuration, port=...)`: a real proxy for the tests of one module."""
    haproxy = Haproxy(_find_or_skip("haproxy"), tmp_path_factory.mktemp("haproxy"))
    yield haproxy
    haproxy.stop()


def find_program(name: str) -> str | None:
    """The path of one of Debian's programs."""
    return shutil.which(name, path=_PROGRAM_FOLDERS)


def _find_or_skip(name: str) -> str:
    program = find_program(name)
    if program is None:
        if os.environ.get("CI") == "true":
            raise FileNotFoundError(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return program
