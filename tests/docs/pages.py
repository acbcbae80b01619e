"""Pages of the documentation, taken apart into what a reader types and what the page says happens then."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(?P<info>[^`\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: a file to write (it has a name), a command to run (shell), or output to expect."""

    language: str
    name: str | None
    text: str


def all_pages() -> list[Path]:
    """Every page, relative to ROOT."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return sorted(page.relative_to(ROOT) for page in pages)


def pages_with_code() -> list[Path]:
    """Every page that has something to run; those in Korean have the code of the English ones."""
    return [
        page
        for page in all_pages()
        if page not in korean_pages()
        if any(block.language in ("python", "shell") for block in read_blocks(ROOT / page))
    ]


def korean_pages() -> list[Path]:
    """Every page that has an English one beside it."""
    return [page for page in all_pages() if page.name.endswith(".ko.md")]


def levels_of_headings(page: Path) -> list[str]:
    prose = _FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))
    return re.findall("^#+", prose, re.MULTILINE)


def read_blocks(page: Path) -> Iterator[Block]:
    for fence in _FENCE.finditer(page.read_text(encoding="utf-8")):
        language, _, name = fence["info"].strip().partition(" ")
        yield Block(language, name.strip() or None, fence["text"])
