"""Every Python and shell block of the documentation runs as it is printed, and prints what the page shows."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, all_pages, korean_pages, levels_of_headings, pages_with_code, read_blocks
from tests.docs.reader import Reader, assert_json_like, assert_text_like

POSTGRES_ADDRESS = "postgresql://blog:secret@127.0.0.1/blog"
MONGODB_ADDRESS = "mongodb://127.0.0.1/blog"
VALKEY_ADDRESS = "redis://127.0.0.1:6379/0"
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)\s]*)?\)")


@pytest.mark.parametrize("page", pages_with_code(), ids=str)
def test_a_reader_who_follows_the_page_sees_what_it_shows(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    addresses = {
        printed: request.getfixturevalue(fixture)
        for printed, fixture in (
            (POSTGRES_ADDRESS, "postgres_url"),
            (MONGODB_ADDRESS, "mongodb_url"),
            (VALKEY_ADDRESS, "valkey_url"),
        )
        if printed in text
    }
    reader = Reader(tmp_path, addresses=addresses)

    try:
        for block in read_blocks(ROOT / page):
            reader.follow(block)
    finally:
        reader.leave()


def test_every_link_of_every_page_leads_somewhere() -> None:
    broken = [
        f"{page}: {link[0]}"
        for page in all_pages()
        for link in _LINK.findall((ROOT / page).read_text(encoding="utf-8"))
        if not (ROOT / page.parent / link[0]).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("korean", korean_pages(), ids=str)
def test_a_page_in_korean_has_the_code_and_the_headings_of_the_english_one(korean: Path) -> None:
    english = korean.with_name(korean.name.replace(".ko.md", ".md"))

    assert list(read_blocks(ROOT / korean)) == list(read_blocks(ROOT / english))
    assert levels_of_headings(korean) == levels_of_headings(english)


@pytest.mark.parametrize("korean", korean_pages(), ids=str)
def test_korean_sentences_end_politely(korean: Path) -> None:
    prose = re.sub(
        "^```.*?^```$", "", (ROOT / korean).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )

    assert [end for end in re.findall(r"[가-힣]{1,4}\.(?=\s|$)", prose) if not end.endswith("다.")] == []


def test_a_page_that_shows_another_answer_is_noticed() -> None:
    with pytest.raises(AssertionError):
        assert_json_like({"message": "Hello"}, {"message": "Bye"})
    with pytest.raises(AssertionError):
        assert_text_like("HTTP/1.1 401 ...", "HTTP/1.1 200 OK")
