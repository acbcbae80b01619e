"""Pictures of every page in every state: in Korean and English, light and dark, on a phone and a desk.

They are in `build/screenshots`, with `index.html` to look at them beside each other.
"""

import argparse
import html
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.pages.site import open_whole_site
from tests.pages.tour import walk

_HOME = Path(__file__).resolve().parent.parent
FOLDER = _HOME / "build" / "screenshots"
PICTURES = _HOME / "docs" / "pictures"
"""Those that the documentation shows; they are written anew with `--docs`."""
_SHOWN = ("login", "second-factor", "account")
_LOCALES = {"ko": "ko-KR", "en": "en-US"}
_SCHEMES = ("light", "dark")
_SIZES = {"phone": (360, 740), "desk": (1280, 900)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser")
    parser.add_argument("--only", default="", help="combinations with this in their name, such as ko-light")
    parser.add_argument(
        "--docs", action="store_true", help="write the pictures of the documentation anew, too"
    )
    parser.add_argument("--color", help="that of the brand, such as #ffe812")
    parser.add_argument("--logo", help="the address of a picture for the brand")
    chosen = parser.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    brand = {"DAEMUN_PAGES_COLOR": chosen.color, "DAEMUN_PAGES_LOGO": chosen.logo}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.chromium, chromium_sandbox=False)
        for combination, options in _combinations():
            if chosen.only in combination:
                _take(browser, combination, options, {name: value for name, value in brand.items() if value})
                if chosen.docs and combination.endswith("light-phone"):
                    _keep_for_docs(combination)
        browser.close()
    (FOLDER / "index.html").write_text(_gallery(), encoding="utf-8")
    sys.stdout.write(f"{FOLDER / 'index.html'}\n")


def _take(
    browser: Browser, combination: str, options: Mapping[str, Any], settings: Mapping[str, object]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_whole_site(Path(folder), language=combination[:2], **settings) as site,
        browser.new_context(**options) as context,
    ):
        page = context.new_page()
        for state in walk(site, page, "minsu"):
            page.screenshot(path=FOLDER / f"{state}-{combination}.png", full_page=True)


def _combinations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            f"{language}-{scheme}-{size}",
            {
                "locale": locale,
                "color_scheme": scheme,
                "viewport": {"width": width, "height": height},
                "timezone_id": "Asia/Seoul",
            },
        )
        for language, locale in _LOCALES.items()
        for scheme in _SCHEMES
        for size, (width, height) in _SIZES.items()
    ]


def _keep_for_docs(combination: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    for state in _SHOWN:
        picture = (FOLDER / f"{state}-{combination}.png").read_bytes()
        (PICTURES / f"{state}.{combination[:2]}.png").write_bytes(picture)


def _gallery() -> str:
    pictures = "".join(
        f'<figure><img src="{html.escape(file.name)}" loading="lazy" width="300" alt="">'
        f"<figcaption>{html.escape(file.stem)}</figcaption></figure>"
        for file in sorted(FOLDER.glob("*.png"))
    )
    style = "body{display:flex;flex-wrap:wrap;gap:1rem;font:14px sans-serif}figure{margin:0}"
    return f'<!doctype html><meta charset="utf-8"><title>Pages</title><style>{style}</style>{pictures}'


if __name__ == "__main__":
    main()
