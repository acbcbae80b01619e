"""How pages look: the settings, and the files that pages load, created once at the start."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Final

from flask import Response, request, url_for

from daemun.features.social_login.preset import Look
from daemun.features.social_login.provider import Provider
from daemun.http.errors import NotFound
from daemun.http.response_headers import add_security_headers
from daemun.pages.settings import PagesSettings

STYLES: Final = "pages.css"
SCRIPT: Final = "pages.js"
_TYPES: Final = {STYLES: "text/css; charset=utf-8", SCRIPT: "text/javascript; charset=utf-8"}
_YEAR: Final = 31_536_000


class Appearance:
    """One style sheet and one script for all pages.

    On its first visit a browser loads a page, the style sheet and the script; later only pages.
    """

    def __init__(self, settings: PagesSettings, providers: Sequence[Provider] = ()) -> None:
        self.settings = settings
        brand = f".daemun{{--brand:{settings.color};--on-brand:{text_on(settings.color)}}}\n"
        looks = "".join(_button_styles(each.name, each.look) for each in providers if each.look is not None)
        self._files = {STYLES: _read(STYLES) + (brand + looks).encode(), SCRIPT: _read(SCRIPT)}
        self._digests = {name: sha256(content).hexdigest() for name, content in self._files.items()}

    def address(self, name: str) -> str:
        """The address of a file. It changes with the content."""
        return url_for("daemun.pages.show_file", name=name, v=self._digests[name][:16])

    def file(self, name: str) -> Response:
        """One of the files. Raises NotFound for another name."""
        if name not in self._files:
            raise NotFound
        response = Response(self._files[name], content_type=_TYPES[name])
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        response.set_etag(self._digests[name])
        add_security_headers(response)
        response.make_conditional(request)
        return response


def icon_address(look: Look | None) -> str | None:
    """The address of a provider's logo: ours are small enough to be inlined."""
    if look is None or look.icon is None or look.icon.startswith("/"):
        return None if look is None else look.icon
    return _as_data(look.icon)


def text_on(color: str) -> str:
    """Black or white, whichever has more contrast on a color."""
    return max("#ffffff", "#000000", key=lambda text: contrast(text, color))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _button_styles(name: str, look: Look) -> str:
    button = f".daemun .provider-{name}"
    colors = f"background:{look.ground};color:{look.text};border-color:{look.line or look.ground}"
    return f"{button},{button}:hover{{{colors}}}\n{button}:hover{{filter:brightness(.96)}}\n"


@cache
def _as_data(name: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(_read(name)).decode()


def _read(name: str) -> bytes:
    return resources.files("daemun.pages").joinpath("static", name).read_bytes()
