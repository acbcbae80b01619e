import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from daemun.features.totp.qr_code import otpauth_uri, svg_of

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def read_as_apps_do(uri: str) -> tuple[str, str, dict[str, list[str]]]:
    """Issuer and account of the label, and the parameters: the Key Uri Format of authenticator apps."""
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("otpauth", "totp", "")
    issuer, account = unquote(parts.path.removeprefix("/")).split(":")
    return issuer, account, parse_qs(parts.query, strict_parsing=True)


@pytest.mark.parametrize(
    ("service", "account"),
    [
        ("책방", "김민수"),
        ("북 앤 커피 & 친구들", "minsu+shop@example.kr"),
        ("shop.example", "minsu"),
        ("50% off? #1/2", "a=b"),
    ],
)
def test_names_come_out_as_they_went_in(service: str, account: str) -> None:
    uri = otpauth_uri(SECRET, service=service, account=account)

    # Some apps read a plus as a plus, others as a space.
    assert uri.isascii()
    assert "+" not in uri
    assert read_as_apps_do(uri) == (service, account, {"secret": [SECRET], "issuer": [service]})


def test_a_colon_does_not_end_a_name_early() -> None:
    uri = otpauth_uri(SECRET, service="urn:shop", account="a:b")

    assert read_as_apps_do(uri)[:2] == ("urn shop", "a b")


def test_the_code_is_an_image_by_itself_and_runs_nothing() -> None:
    svg = svg_of(otpauth_uri(SECRET, service="책방", account="김민수"))

    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "g", "path"}
    assert "style" not in svg


def test_the_code_is_whole_at_whatever_size_it_is_shown() -> None:
    short, long = (
        ET.fromstring(svg_of(otpauth_uri(SECRET, service="책방", account=account)))
        for account in ("kim", "가" * 64)
    )

    for root in (short, long):
        width, height = (root.attrib[name].removesuffix("px") for name in ("width", "height"))
        assert root.attrib["viewBox"] == f"0 0 {width} {height}"
    assert short.attrib["width"] != long.attrib["width"]
