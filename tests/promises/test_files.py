"""Promises about the files of the repository: their size, and what they never mention."""

import re

from tests.promises.tree import ROOT, committed_files

MAX_LINES = 400

# Machine paths, private folders, addresses to download from; never in our own files.
FORBIDDEN = re.compile(
    r"""(?<![\w.])/(?:work|home|root|Users|opt)/
    | \bshared/(?:research|data|vectors|\w+\.md)
    | https?://\S+\.(?:whl|tar\.gz|tgz|zip|deb)\b
    | files\.pythonhosted | pypi\.org/simple | --(?:extra-)?index-url | --find-links
    """,
    re.VERBOSE,
)
SPEAKS_OF_OTHERS = ("tests/promises/test_files.py", "tools/pin_versions.py")
TEXTS_OF_OTHERS = (
    "tests/vectors/",
    "src/daemun/features/passwords/data/",
    "src/daemun/http/api_page/swagger-ui",
    "constraints/",
)


def test_no_source_file_is_longer_than_400_lines() -> None:
    lengths = {
        str(file): len((ROOT / file).read_text().splitlines())
        for file in committed_files()
        if file.suffix == ".py" or file.name in ("Makefile", ".importlinter")
    }

    assert {file: length for file, length in lengths.items() if length > MAX_LINES} == {}


def test_no_file_names_a_machine_path_or_a_download_address() -> None:
    found = [
        f"{file}: {match.group()}"
        for file in committed_files()
        if not str(file).startswith((*SPEAKS_OF_OTHERS, *TEXTS_OF_OTHERS))
        for match in FORBIDDEN.finditer((ROOT / file).read_bytes().decode(errors="replace"))
    ]

    assert found == []
