"""Every page in every state, looked at by axe-core; and nothing is wider than a small screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.npm import INSTALLED
from tests.pages.site import open_whole_site
from tests.pages.tour import walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = INSTALLED / "axe-core" / "axe.min.js"
RUN = """async () => {
  const found = await axe.run({ rules: { region: { enabled: true } } });
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
}"""


@pytest.mark.parametrize(
    ("language", "locale", "scheme"), [("ko", "ko-KR", "light"), ("en", "en-US", "dark")]
)
def test_no_page_keeps_anybody_out(
    chromium: "Browser", tmp_path: Path, language: str, locale: str, scheme: Literal["light", "dark"]
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed")
    with (
        open_whole_site(tmp_path, language=language) as site,
        chromium.new_context(
            locale=locale,
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport={"width": 320, "height": 640},
        ) as context,
    ):
        # Before the page itself, whose policy refuses scripts of others.
        context.add_init_script(path=AXE)
        page = context.new_page()

        findings = {state: _findings(page) for state in walk(site, page, "minsu")}

    assert len(findings) >= 55
    assert {state: found for state, found in findings.items() if found} == {}


def _findings(page: "Page") -> list[str]:
    # A click that sends a form returns when the answer begins.
    page.wait_for_load_state()
    found: list[str] = page.evaluate(RUN)
    width = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{width} pixels wide"] if width > 320 else [])]
