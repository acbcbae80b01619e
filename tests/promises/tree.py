"""The files of the repository, for promises about all of them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def programs() -> Path:
    """The folder with the programs of this environment."""
    return Path(sys.executable).parent


def committed_files() -> list[Path]:
    """Every file that is in the repository or about to be, relative to ROOT."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [Path(name) for name in listing.stdout.split("\0") if name and (ROOT / name).exists()]
