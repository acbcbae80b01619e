import pytest

from daemun.settings.reading import setting_names
from tools import generate_reference


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(generate_reference.write_pages())


def test_the_pages_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["generate_reference", "--check"])

    assert generate_reference.main() == 0


def test_every_setting_has_a_text_and_a_default(pages: dict[str, str]) -> None:
    entries = dict(part.split("\n", 1) for part in pages["settings.md"].split("\n### ")[1:])

    assert list(entries) == list(setting_names())
    for name, entry in entries.items():
        text, default = entry.split("Default: ")
        assert text.strip(), name
        assert default.strip(), name


def test_every_problem_has_texts_in_both_languages(pages: dict[str, str]) -> None:
    entries = [part for part in pages["problems.md"].split("\n## ")[1:] if not part.startswith("internal")]

    assert len(entries) >= 25
    for entry in entries:
        for language in ("en", "ko"):
            line = next(line for line in entry.splitlines() if line.startswith(f"- {language}: "))
            title, detail = line.removeprefix(f"- {language}: **").split("** ")
            assert title, entry
            assert detail, entry


def test_every_event_and_every_route_says_what_it_is(pages: dict[str, str]) -> None:
    for page in ("events.md", "http-api.md"):
        for entry in pages[page].split("\n## ")[1:]:
            assert entry.split("\n\n")[1].strip(), entry
