"""Settings of the API's address are what browsers send, however a person writes them."""

import pytest

from daemun.http.settings import HttpSettings


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("https://www.example.com/", "https://www.example.com"),
        ("HTTPS://WWW.Example.com", "https://www.example.com"),
        ("https://www.example.com:443", "https://www.example.com"),
        ("http://localhost:80/", "http://localhost"),
        ("http://localhost:5173", "http://localhost:5173"),
        ("https://책방.example", "https://xn--vh3bp80a.example"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_an_origin_is_as_browsers_send_it(written: str, sent: str) -> None:
    assert HttpSettings(origin=written).origin == sent
    assert HttpSettings(origins=(written,)).origins == (sent,)


@pytest.mark.parametrize(
    "text",
    [
        *("www.example.com", "//www.example.com", "https://", "https:///", "ftp://www.example.com", "*"),
        *(
            "https://*.example.com",
            "https://example.com/login",
            "https://example.com//",
            "https://u@example.com",
        ),
        *("https://example.com?", "https://example.com#", "https://a.example,https://b.example"),
        *(
            "https://example.com:port",
            "https://example.com:99999",
            "https://exa mple.com",
            "https://a\\b",
            "null",
        ),
    ],
)
def test_what_is_more_or_less_than_an_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be an origin"):
        HttpSettings(origin=text)
    with pytest.raises(ValueError, match="must be an origin"):
        HttpSettings(origins=(text,))
