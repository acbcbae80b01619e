"""A real server process that tests may start, stop and kill."""

import os
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from tests.services.keeper import is_running

START_SECONDS = 20.0
STOP_SECONDS = 20.0


class ServerUnavailable(Exception):
    """The server cannot be started on this machine."""


class Server(ABC):
    """One server with its data in one folder; it listens on a socket in that folder only.

    Its process outlives the one that started it; `pid_file` tells others, and the keeper, that it runs.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pid_file = folder / "server.pid"

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder, once."""

    @abstractmethod
    def launch(self) -> int:
        """Start the process without waiting for it, and say its id."""

    @abstractmethod
    def answers(self) -> bool:
        """Can clients work with it now?"""

    def start(self) -> None:
        """Start the server and wait until it answers. Raises ServerUnavailable."""
        try:
            if not self.folder.exists():
                self._prepare_whole()
            self._launch_until_it_answers()
        except subprocess.CalledProcessError as error:
            raise ServerUnavailable(f"{error}\n{error.stderr}") from error
        except OSError as error:
            raise ServerUnavailable(str(error)) from error

    def start_once(self) -> None:
        """Start the server unless another process of this test run has done so."""
        with FileLock(self.folder.with_suffix(".lock")):
            if not self.pid_file.exists():
                self.start()

    def stop(self) -> None:
        """Stop as an operator does: clients are disconnected, data stays."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the process at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def run_in_background(self, command: Sequence[str | Path], *, user: int | None = None) -> int:
        """Start `command`, detached from this process and its terminal, and return its process id."""
        detach = ["sh", "-c", '"$@" >>log 2>&1 & echo $!', "sh", *command]
        shell = subprocess.run(
            detach,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            start_new_session=True,
            user=user,
        )
        return int(shell.stdout)

    def _prepare_whole(self) -> None:
        self.folder.mkdir(mode=0o755)
        try:
            self.prepare()
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def _launch_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        process_id = self._launch()
        while not self.answers():
            if time.monotonic() > deadline:
                raise ServerUnavailable(f"no answer after {START_SECONDS:.0f} s: {self._last_words()}")
            if not is_running(process_id):
                # After a kill the orphans of the old server hold its memory for a moment.
                process_id = self._launch()
            time.sleep(0.02)

    def _launch(self) -> int:
        process_id = self.launch()
        self.pid_file.write_text(str(process_id))
        return process_id

    def _end(self, by: signal.Signals) -> None:
        process_id = int(self.pid_file.read_text())
        os.kill(process_id, by)
        deadline = time.monotonic() + STOP_SECONDS
        while is_running(process_id):
            if time.monotonic() > deadline:
                raise TimeoutError(f"still running after {STOP_SECONDS:.0f} s: {self._last_words()}")
            time.sleep(0.01)
        self.pid_file.unlink()

    def _last_words(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-1000:]
