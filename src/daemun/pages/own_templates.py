"""Templates of the pages: ours, and an application's that override them."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Final

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

FOLDER: Final = "daemun"
"""The folder of our templates, and of an application's that override them."""
ORIGINAL: Final = "daemun-original"
_SUFFIX: Final = ".html"


def template_names() -> tuple[str, ...]:
    """The names of our templates, such as `login`."""
    files = resources.files("daemun.pages").joinpath("templates", FOLDER).iterdir()
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX)))


def read_template(name: str) -> str:
    """The text of one of ours."""
    file = resources.files("daemun.pages").joinpath("templates", FOLDER, name + _SUFFIX)
    return file.read_text(encoding="utf-8")


def template_loader(folder: Path | None) -> BaseLoader:
    """Loads `daemun/login.html`: `login.html` in the operator's folder, else ours.

    `daemun-original/login.html` is always ours, for templates that change a block of it.
    """
    ours = PackageLoader("daemun.pages", f"templates/{FOLDER}")
    first = [] if folder is None else [FileSystemLoader(folder)]
    return PrefixLoader({FOLDER: ChoiceLoader([*first, ours]), ORIGINAL: ours})


def find_unknown_templates(folder: Path) -> Iterator[str]:
    """Find templates in a folder that no page uses."""
    known = {*template_names(), "beside"}
    for file in sorted(folder.glob(f"*{_SUFFIX}")):
        if file.stem not in known:
            yield file.stem
