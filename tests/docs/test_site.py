"""`make docs` builds a whole site without a warning, and the site needs nothing from elsewhere."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.promises.tree import committed_files, programs

ASKED_FOR_ELSEWHERE = re.compile(
    r"""<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)="(?:https?:)?//[^"]*"
    | @import
    | url\(\s*["']?(?:https?:)?//
    """,
    re.VERBOSE,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [
            *(programs() / "sphinx-build", "-q", "--fail-on-warning", "--keep-going"),
            *("-c", "docs", "-d", folder / "doctrees", ".", folder / "html"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder / "html"


def pages() -> list[Path]:
    """The Markdown files that are for readers."""
    return [
        file
        for file in committed_files()
        if file.suffix == ".md" and not file.is_relative_to("tests")
        if len(file.parts) == 1 or file.parts[0] in ("docs", "examples", "verify")
    ]


@pytest.mark.timeout(180)
def test_every_page_is_on_the_site(site: Path) -> None:
    assert [str(page) for page in pages() if not (site / page).with_suffix(".html").exists()] == []


def test_the_site_begins_with_the_list_of_pages(site: Path) -> None:
    assert "url=docs/index.html" in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "docs/index.html").exists()


def test_the_menu_has_the_groups_of_the_first_page(site: Path) -> None:
    first = (site / "docs/index.html").read_text(encoding="utf-8")
    menu = first[first.index('class="sidebar-tree"') : first.index("</aside>")]
    groups = re.split(r'<p class="caption"[^>]*>\s*<span class="caption-text">', menu)[1:]
    how_to = (ROOT / "docs/index.md").read_text(encoding="utf-8").split("## How to\n")[1].split("\n## ")[0]

    captions = [group.split("<")[0] for group in groups]
    assert captions[2:-4] == [group.splitlines()[0] for group in how_to.strip().split("\n\n")]
    assert "how-to/from-flask-login.html" in groups[captions.index("Move here")]


def test_the_search_knows_english_and_korean_words(site: Path) -> None:
    script = (site / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]

    assert {"daemun_database_url", "refresh", "비밀번호"} <= terms.keys()


def test_nothing_is_asked_for_elsewhere(site: Path) -> None:
    found = [
        f"{file.relative_to(site)}: {match.group()}"
        for suffix in ("*.html", "*.css")
        for file in site.rglob(suffix)
        for match in ASKED_FOR_ELSEWHERE.finditer(file.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_public_names_are_described_from_their_docstrings(site: Path) -> None:
    described = (site / "docs/reference/python-api.html").read_text(encoding="utf-8")
    names = set(re.findall(r'<dt class="[^"]*" id="([\w.]+)"', described))

    assert {
        *("daemun.Daemun", "daemun.Daemun.init_app", "daemun.login_required", "daemun.current_user"),
        *("daemun.testing.FrozenClock.tick", "daemun_verify.Verifier.verify", "daemun_verify.RemoteKeySet"),
    } <= names


def test_the_list_of_pages_leads_to_every_page() -> None:
    text = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    listed = {(ROOT / "docs" / link).resolve() for link in re.findall(r"\]\(([^)#]+\.md)", text)}
    expected = {
        ROOT / page
        for page in pages()
        if page.parts[0] in ("docs", "examples") and page.parts[1] != "decisions" and page.name != "index.md"
    }

    assert sorted(str(page.relative_to(ROOT)) for page in expected - listed) == []
