"""Every Python and shell block of the documentation runs as it is printed, and prints what the page shows."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, pages_with_code, read_blocks
from tests.docs.reader import Reader, assert_json_like, assert_text_like

POSTGRES_ADDRESS = "postgresql://blog:secret@127.0.0.1/blog"
VALKEY_ADDRESS = "redis://127.0.0.1:6379/0"
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)\s]*)?\)")


@pytest.mark.parametrize("page", pages_with_code(), ids=str)
def test_a_reader_who_follows_the_page_sees_what_it_shows(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    addresses = {
        printed: request.getfixturevalue(fixture)
        for printed, fixture in ((POSTGRES_ADDRESS, "postgres_url"), (VALKEY_ADDRESS, "valkey_url"))
        if printed in text
    }
    reader = Reader(tmp_path, addresses=addresses)

    try:
        for block in read_blocks(ROOT / page):
            reader.follow(block)
    finally:
        reader.leave()


def test_every_link_of_every_page_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]

    broken = [
        f"{page.relative_to(ROOT)}: {link[0]}"
        for page in pages
        for link in _LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link[0]).exists()
    ]

    assert broken == []


def test_both_readmes_have_the_same_code_and_the_same_headings() -> None:
    english, korean = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ko.md"))

    assert list(read_blocks(ROOT / "README.md")) == list(read_blocks(ROOT / "README.ko.md"))
    assert re.findall("^#+", english, re.MULTILINE) == re.findall("^#+", korean, re.MULTILINE)


def test_a_page_that_shows_another_answer_is_noticed() -> None:
    with pytest.raises(AssertionError):
        assert_json_like({"message": "Hello"}, {"message": "Bye"})
    with pytest.raises(AssertionError):
        assert_text_like("HTTP/1.1 401 ...", "HTTP/1.1 200 OK")
