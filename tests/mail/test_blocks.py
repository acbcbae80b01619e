import re

from daemun.mail.templates import MailTemplates

TEXT = """Hello minsu,

somebody wants a new password
for your account.

Choose a new password:

https://shop.example/reset?token=abc

Or type this code:

  1234 5678

  Time:    2026-11-23 09:00 UTC
  Device:  Browser 1.0 (X11; Linux)
  Address: 192.0.2.7

If this was not you, there is nothing to do.
"""


def html(text: str, subject: str = "New password") -> str:
    """The HTML of a mail of these words."""
    return MailTemplates().layout(subject, text, language="en")


def test_it_says_what_the_text_says() -> None:
    page = html(TEXT)

    for word in re.findall(r"[\w./?=()-]+", TEXT):
        assert word in page


def test_an_address_is_a_button_with_the_words_before_it_and_can_be_read() -> None:
    page = html(TEXT)

    assert re.search(r'<a href="https://shop.example/reset\?token=abc"[^>]*>Choose a new password</a>', page)
    assert page.count("https://shop.example/reset?token=abc") == 2


def test_an_address_without_words_before_it_is_a_link() -> None:
    assert ">https://shop.example/</a>" in html("Hello,\n\nhttps://shop.example/\n")


def test_a_code_is_large_and_is_copied_as_it_is_typed() -> None:
    assert re.search(r"font-size:30px[^>]*>1234 5678<", html(TEXT))


def test_facts_are_rows() -> None:
    page = html(TEXT)

    assert re.search(r"<td[^>]*>Device</td><td[^>]*>Browser 1.0 \(X11; Linux\)</td>", page)
    assert page.count('<tr><td class="label"') == 3


def test_markup_is_inert_wherever_it_stands() -> None:
    evil = "<img src=x onerror=alert(1)>\"'&"
    page = html(
        f"Hello {evil},\n\n  Device: {evil}\n\n  {evil}\n\n{evil}:\n\nhttps://shop.example/?a=1&b=2\n", evil
    )

    assert "<img" not in page
    assert "&lt;img" in page
    assert 'href="https://shop.example/?a=1&amp;b=2"' in page


def test_only_web_addresses_become_links() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", 'https://a.example/" onclick="x'):
        assert "<a " not in html(f"Open:\n\n{address}\n")


def test_nothing_is_fetched_from_elsewhere() -> None:
    page = html(TEXT)

    assert not re.search(r"<(img|link|script|iframe|object)|url\(|@import|src=", page)


def test_it_fits_a_phone_and_goes_with_the_night() -> None:
    page = html(TEXT)

    assert "max-width:600px" in page
    assert "prefers-color-scheme: dark" in page
    assert '<html lang="en">' in page
