"""A readable name for the device of a session, from its user agent."""

from typing import Final

_BROWSERS: Final = (
    ("KAKAOTALK", "KakaoTalk"),
    ("NAVER", "Naver"),
    ("Whale/", "Whale"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_IN_APP: Final = ("KAKAOTALK", "NAVER(inapp", " Line/", "Instagram", "FBAN/", "FBAV/")
_MAX_CHARACTERS: Final = 60


def device_name(user_agent: str) -> str:
    """`Chrome · Windows`; for an unknown program, its own name."""
    names = [_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS)]
    return " · ".join(name for name in names if name) or user_agent[:_MAX_CHARACTERS] or "?"


def is_in_app(user_agent: str) -> bool:
    """Whether it is the browser inside an app, which has no saved passwords and often no passkeys."""
    return any(mark in user_agent for mark in _IN_APP)


def _first(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
