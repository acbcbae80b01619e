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
    [
        "",
        "mail.example.com",
        "http://mail",
        "smtp://",
        "smtp://h:port",
        "smtp://user@h",
        "smtp://u:p/w@h",
        "smtps://u:비밀@h",
        "smtps://u:%EB%B9%84@h",
        "smtps://a b",
        "smtps://메..일",
    ],
)
def test_what_is_no_address_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_smtp_address(text)

    assert not text or text not in str(refused.value)


@pytest.mark.parametrize("text", ["smtps://u:p#w@h", "smtps://u:p/w@h", "smtps://u:p?w@h"])
def test_a_password_that_is_not_encoded_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="percent-encode"):
        read_smtp_address(text)


def test_a_server_with_a_korean_name_is_asked_for_by_its_ascii_form() -> None:
    assert read_smtp_address("smtps://메일.example").host == "xn--h32bq4v.example"


def test_the_password_is_in_no_repr() -> None:
    assert "secret" not in repr(read_smtp_address("smtp://me:secret@mail.example.com"))
