"""How devices are called."""

import pytest

from daemun.device_names import device_name, is_in_app

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{WINDOWS} Chrome/131.0 Safari/537.36", "Chrome · Windows"),
        (f"{WINDOWS} Chrome/131.0 Safari/537.36 Edg/131.0", "Edge · Windows"),
        (f"{WINDOWS} Chrome/131.0 Whale/4.0 Safari/537.36", "Whale · Windows"),
        (f"{IPHONE} Version/18.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
        (f"{IPHONE} Mobile/15E148 KAKAOTALK 10.0", "KakaoTalk · iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", "?"),
    ],
)
def test_a_device_is_called_by_browser_and_system(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        ("Mozilla/5.0 (iPhone) Safari/604.1 KAKAOTALK 10.8.0", True),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile NAVER(inapp; search; 2000)", True),
        ("Mozilla/5.0 (iPhone) Mobile/15E148 Safari Line/14.5.0", True),
        ("Mozilla/5.0 (iPhone) Mobile/15E148 Instagram 300.0", True),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36", False),
    ],
)
def test_the_browser_inside_an_app_is_known(user_agent: str, expected: bool) -> None:
    assert is_in_app(user_agent) is expected
