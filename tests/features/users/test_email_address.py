import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.features.users.email_address import EmailAddress, read_email_address
from daemun.features.users.identifier_refused import IdentifierRefused

LONG_DOMAIN = ".".join(["a" * 60] * 3)
DANGEROUS = set('\r\n\0,;<>"()[]: \t')


def refusal(text: str) -> str:
    with pytest.raises(IdentifierRefused) as refused:
        read_email_address(text)
    return refused.value.code


@pytest.mark.requirement("AC-03")
@pytest.mark.parametrize("spelling", ["Kim.Min@X.KR", "kim.min@x.kr", "KIM.MIN@ｘ.kr", " kim.min@x.kr "])
def test_every_spelling_of_an_address_is_one_address(spelling: str) -> None:
    assert read_email_address(spelling).canonical == "kim.min@x.kr"


def test_mail_goes_to_the_address_as_it_was_written() -> None:
    assert read_email_address("Kim.Min+Shop@Example.COM") == EmailAddress(
        "Kim.Min+Shop@example.com", "kim.min+shop@example.com"
    )


@pytest.mark.requirement("AC-03")
def test_the_domain_is_idna_encoded() -> None:
    address = read_email_address("김@예시.한국")

    assert address == EmailAddress("김@xn--vv4b11d.xn--3e0b707e", "김@xn--vv4b11d.xn--3e0b707e")
    assert read_email_address("김@xn--vv4b11d.xn--3e0b707e") == address


@pytest.mark.requirement("AC-03")
def test_the_limits_are_64_and_254_characters() -> None:
    assert read_email_address("a" * 64 + "@x.kr").canonical == "a" * 64 + "@x.kr"
    assert refusal("a" * 65 + "@x.kr") == "too_long"
    assert refusal("김" * 22 + "@x.kr") == "too_long"
    domain = f"{LONG_DOMAIN}.{'b' * 5}"
    assert len(f"{'a' * 64}@{domain}") == 253
    assert read_email_address(f"{'a' * 64}@{domain}b").display == f"{'a' * 64}@{domain}b"
    assert refusal(f"{'a' * 64}@{domain}bb") == "too_long"
    assert refusal("a" * 1_000_000 + "@x.kr") == "too_long"


@pytest.mark.requirement("AC-03")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "kim",
        "kim@",
        "@x.kr",
        "kim@x",
        "kim@localhost",
        "a@x.kr,b@x.kr",
        "a@x.kr;b@x.kr",
        "a@x.kr b@x.kr",
        "a@x.kr\r\nBcc: b@x.kr",
        "a@x.kr\n",
        "a\0@x.kr",
        "Kim <kim@x.kr>",
        '"kim min"@x.kr',
        "kim@[127.0.0.1]",
        "kim@@x.kr",
        "kim＠x.kr",
        ".kim@x.kr",
        "kim..min@x.kr",
        "kim@-x.kr",
        "kim\u202e@x.kr",
        "kim(comment)@x.kr",
        "mailto:kim@x.kr",
    ],
    ids=ascii,
)
def test_what_is_not_exactly_one_bare_address_is_refused(text: str) -> None:
    assert refusal(text) == "not_an_address"


@pytest.mark.parametrize(
    "address",
    ["minsu@corp.local", "minsu@deep.Corp.LOCAL", "minsu@localhost", "minsu@intranet", "minsu@mail.intranet"],
)
def test_addresses_inside_a_company_are_taken_where_their_domain_is_named(address: str) -> None:
    inside = ("corp.local", "localhost", "intranet")

    assert read_email_address(address, local_domains=inside).canonical == address.lower()
    assert refusal("minsu@other.local") == "not_an_address"
    with pytest.raises(IdentifierRefused):
        read_email_address("minsu@xcorp.local", local_domains=inside)


def test_a_company_cannot_name_what_is_no_domain() -> None:
    for text in ("a@b@localhost", "kim min@localhost", "kim@local host", "@localhost", "kim@-x.localhost"):
        with pytest.raises(IdentifierRefused):
            read_email_address(text, local_domains=("localhost", "local host"))


def test_a_lone_surrogate_is_refused() -> None:
    assert refusal(f"kim{chr(0xD800)}@x.kr") == "not_an_address"


@pytest.mark.parametrize("look_alike", ["\u212aim@x.kr", "kim@x.\u212ar"], ids=ascii)
def test_mail_never_goes_to_another_mailbox_than_the_canonical_one(look_alike: str) -> None:
    address = read_email_address(look_alike)

    assert address.display.lower() == address.canonical == "kim@x.kr"


local_parts = st.text(st.characters(exclude_characters="@"), min_size=1, max_size=70) | st.text(
    "abcXYZ가각éİßK.+-_'\r\n\0,;<>\" ", min_size=1, max_size=70
)
domains = st.sampled_from(
    ["x.kr", "X.KR", "예시.한국", "straße.de", "ｘ.ｋｒ", "a.b.c.example.com", "x\r\n.kr", "x.kr,y.kr"]
)


@pytest.mark.requirement("AC-03")
@given(st.builds("{}@{}".format, local_parts, domains) | st.text(max_size=300))
def test_whatever_is_accepted_is_one_harmless_address_within_the_limits(text: str) -> None:
    try:
        address = read_email_address(text)
    except IdentifierRefused:
        return

    for form in (address.display, address.canonical):
        local_part, at, domain = form.rpartition("@")
        assert at
        assert "@" not in local_part
        assert not DANGEROUS & set(form)
        assert len(local_part.encode()) <= 64
        assert len(form.encode()) <= 254
        assert domain.isascii()
        assert domain == domain.lower()
    assert read_email_address(address.display) == address
    assert read_email_address(address.canonical).canonical == address.canonical
