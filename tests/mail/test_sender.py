import pytest

from daemun.mail.sender import called_by, name_from_issuer, read_sender, service_name


@pytest.mark.parametrize(
    ("text", "address", "service"),
    [
        ("login@shop.example", "login@shop.example", "shop.example"),
        ("Bookshop <login@shop.example>", "login@shop.example", "Bookshop"),
        ("책방 <login@shop.example>", "login@shop.example", "책방"),
    ],
)
def test_mails_call_the_service_by_the_senders_name_or_domain(text: str, address: str, service: str) -> None:
    sender = read_sender(text)

    assert (sender.addr_spec, service_name(sender)) == (address, service)


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


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("urn:daemun", "daemun"),
        ("https://login.example.com/auth", "login.example.com"),
        ("서점", "서점"),
        ("http://[", "["),
    ],
)
def test_without_a_sender_the_service_has_a_name_for_people(issuer: str, name: str) -> None:
    assert name_from_issuer(issuer) == name


@pytest.mark.parametrize(
    ("sender", "name"), [(None, "shop.example"), ("책방 <a@b.example>", "책방"), ("a@b.example", "b.example")]
)
def test_a_service_is_called_what_its_sender_is_called(sender: str | None, name: str) -> None:
    assert called_by(sender, issuer="https://shop.example/auth") == name
