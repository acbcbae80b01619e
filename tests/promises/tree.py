"""The files of the repository, for promises about all of them."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
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


def read_catalog(language: str) -> dict[str, str]:
    """The texts of a language by dotted key."""
    content = tomllib.loads((ROOT / "src/daemun/locales" / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(content, ""))


def _flat(tree: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)
