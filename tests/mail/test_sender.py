import pytest

from daemun.mail.sender import name_of, read_sender


@pytest.mark.parametrize(
    ("text", "address", "service"),
    [
        ("login@shop.example", "login@shop.example", "shop.example"),
        ("Bookshop <login@shop.example>", "login@shop.example", "Bookshop"),
        ("책방 <login@shop.example>", "login@shop.example", "책방"),
    ],
)
def test_mails_call_the_service_by_the_senders_name_or_domain(text: str, address: str, service: str) -> None:
    assert (read_sender(text).addr_spec, name_of(text)) == (address, service)


@pytest.mark.requirement("NT-03")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop",
        "a@b.example, c@d.example",
        "<>",
        "a@b.example\r\nBcc: c@d.example",
        "@b.example",
        "로그인@shop.example",
        "login@책방.example",
    ],
)
def test_anything_but_one_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_sender(text)
