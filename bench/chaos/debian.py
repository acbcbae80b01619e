"""Programs of Debian that some faults need: installed where they are missing and that is allowed."""

import os
import shutil
import subprocess
from pathlib import Path

_SBIN = ":/usr/sbin:/sbin"


def need(*packages: str, found: str) -> str | None:
    """Make sure that `found`, a program or a file, is there; why it is not, or None."""
    if _is_there(found):
        return None
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return f"{found} is missing: install {', '.join(packages)}"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], check=False, capture_output=True, env=environment)
    return None if _is_there(found) else f"{', '.join(packages)} could not be installed"


def program(name: str) -> str:
    """The path of a program."""
    path = shutil.which(name, path=os.environ["PATH"] + _SBIN)
    if path is None:
        raise FileNotFoundError(name)
    return path


def _is_there(found: str) -> bool:
    return Path(found).exists() or shutil.which(found, path=os.environ["PATH"] + _SBIN) is not None
