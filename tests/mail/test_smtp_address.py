import pytest

from daemun.mail.smtp_address import Security, SmtpAddress, read_smtp_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("smtps://mail.example.com", SmtpAddress("mail.example.com", 465, Security.TLS)),
        ("smtp://mail.example.com", SmtpAddress("mail.example.com", 587, Security.STARTTLS)),
        ("smtp+plain://[::1]:2525", SmtpAddress("::1", 2525, Security.NONE)),
        (
            "SMTPS://me%40x:p%3Aw%2F@mail.example.com:1465/",
            SmtpAddress("mail.example.com", 1465, Security.TLS, "me@x", "p:w/"),
        ),
    ],
)
def test_an_address_names_server_port_protection_and_login(text: str, address: SmtpAddress) -> None:
    assert read_smtp_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "mail.example.com", "http://mail", "smtp://", "smtp://h:port", "smtp://user@h", "smtp://u:p/w@h"],
)
def test_what_is_no_address_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_smtp_address(text)

    assert not text or text not in str(refused.value)


def test_the_password_is_in_no_repr() -> None:
    assert "secret" not in repr(read_smtp_address("smtp://me:secret@mail.example.com"))
