"""What a page shows as `daemun.toml` is read without a mistake, and every setting it names exists."""

import re
from pathlib import Path

import pytest
from flask import Config

from daemun.settings.reading import NOT_SETTINGS, load_file, read_settings, secret_names, setting_names
from tests.docs.pages import ROOT, all_pages, read_blocks

_SETTING = re.compile(r"\bDAEMUN_[A-Z0-9]+(?:_[A-Z0-9]+)*\b")
_OF_THE_PAST = ("CHANGELOG.md", "docs/decisions/")


PAGES = [page for page in all_pages() if "```toml" in (ROOT / page).read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_file_of_settings_is_read_as_it_is_shown(page: Path, tmp_path: Path) -> None:
    file = tmp_path / "daemun.toml"
    for block in read_blocks(ROOT / page):
        if block.language == "toml":
            file.write_text(block.text, encoding="utf-8")
            file.chmod(0o600)
            config = Config(tmp_path)

            load_file(config, file)

            assert not read_settings(config).development


def test_every_setting_that_a_page_names_exists() -> None:
    of_tests = {"DAEMUN_TEST_MONGODB_URL"}
    known = {*of_tests, *setting_names(), *(f"{name}_FILE" for name in secret_names()), *NOT_SETTINGS}

    unknown = [
        f"{page}: {name}"
        for page in all_pages()
        if not str(page).startswith(_OF_THE_PAST)
        for name in _SETTING.findall((ROOT / page).read_text(encoding="utf-8"))
        if name not in known
    ]

    assert unknown == []
