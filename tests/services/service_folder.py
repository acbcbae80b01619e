"""The folder that all processes of a test run share for their servers."""

import subprocess
import sys
import tempfile
from pathlib import Path


class ServiceFolder:
    """Made by the process that controls the run; whatever was started in it ends with that process."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="daemun-"))
        self.path.chmod(0o755)
        keeper = Path(__file__).with_name("keeper.py")
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper, self.path], stdin=subprocess.PIPE, start_new_session=True
        )

    def close(self) -> None:
        self._keeper.communicate(b".")
