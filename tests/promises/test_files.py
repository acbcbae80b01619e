"""Promises about the files of the repository: their size, their tests, what they never mention."""

import re
from pathlib import Path

import pytest

from tests.promises.tree import ROOT, committed_files

LONGEST = 400
SOURCES = {Path("src/daemun"): Path("tests"), Path("verify/src/daemun_verify"): Path("verify/tests")}

# Machine paths, private folders, addresses to download from; never in our own files.
FORBIDDEN = re.compile(
    r"""(?<![\w.])/(?:work|home|root|Users|opt)/
    | \bshared/(?:research|data|vectors|\w+\.md)
    | https?://\S+\.(?:whl|tar\.gz|tgz|zip|deb)\b
    | files\.pythonhosted | pypi\.org/simple | --(?:extra-)?index-url | --find-links
    """,
    re.VERBOSE,
)
PIN = re.compile(r"[a-z0-9.-]+(?:\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")
SPEAKS_OF_OTHERS = ("tests/promises/test_files.py", "tools/pin_versions.py")
TEXTS_OF_OTHERS = ("tests/vectors/", "src/daemun/features/passwords/data/", "constraints/")


def test_no_source_file_is_longer_than_400_lines() -> None:
    lengths = {
        str(file): len((ROOT / file).read_text().splitlines())
        for file in committed_files()
        if file.suffix == ".py" or file.name in ("Makefile", ".importlinter")
    }

    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def test_no_file_names_a_machine_path_or_a_download_address() -> None:
    found = [
        f"{file}: {match.group()}"
        for file in committed_files()
        if not str(file).startswith((*SPEAKS_OF_OTHERS, *TEXTS_OF_OTHERS))
        for match in FORBIDDEN.finditer((ROOT / file).read_bytes().decode(errors="replace"))
    ]

    assert found == []


@pytest.mark.parametrize("pins", ["dev.txt", "runtime.txt"])
def test_pins_have_hashes_and_no_addresses(pins: str) -> None:
    text = (ROOT / "constraints" / pins).read_text().replace("\\\n", " ")

    for requirement in text.splitlines():
        assert re.match(r"[a-z0-9.-]+(?:\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", requirement), (
            requirement
        )
    assert "://" not in text
