"""Every page in every state, looked at by axe-core; and nothing is wider than a small screen."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.npm import INSTALLED
from tests.pages.tour import Site, open_site, walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = INSTALLED / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { rules: { region: { enabled: true } } });
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed")
    with open_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.mark.parametrize(
    ("person", "locale", "scheme"), [("minsu", "ko-KR", "light"), ("jiwoo", "en-US", "dark")]
)
def test_no_page_keeps_anybody_out(
    chromium: "Browser", site: Site, person: str, locale: str, scheme: str
) -> None:
    options = {"locale": locale, "color_scheme": scheme, "viewport": {"width": 320, "height": 640}}
    with chromium.new_context(**options) as context:  # type: ignore[arg-type]
        page = context.new_page()

        findings = {state: _findings(page) for state in walk(site, page, person)}

    assert len(findings) >= 30
    assert {state: found for state, found in findings.items() if found} == {}


def _findings(page: "Page") -> list[str]:
    # Evaluated, and not added as a script, which the policy of a page refuses.
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN)
    width = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{width} pixels wide"] if width > 320 else [])]
