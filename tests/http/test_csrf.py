import pytest
from flask import Flask, request

from daemun.http.csrf import refuse_cross_site
from daemun.http.errors import CrossSiteRequest
from daemun.http.settings import HttpSettings

APP = Flask("host")
ANY = HttpSettings()
OURS = HttpSettings(origin="https://www.example.kr")


def is_refused(headers: dict[str, str], *, method: str = "POST", settings: HttpSettings = ANY) -> bool:
    with APP.test_request_context("/", method=method, headers={"Host": "login.example.kr", **headers}):
        try:
            refuse_cross_site(request, settings)
        except CrossSiteRequest:
            return True
        return False


@pytest.mark.requirement("CS-01", "CS-02")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": ""}, True),
        ({"Sec-Fetch-Site": "Same-Origin"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://login.example.kr"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, False),
        ({"Origin": "https://login.example.kr"}, False),
        ({"Origin": "http://login.example.kr"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "https://login.example.kr.evil.example"}, True),
        ({"Origin": "https://sub.login.example.kr"}, True),
        ({"Origin": "https://login.example.kr:8443"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": ""}, True),
        ({"Origin": "login.example.kr"}, True),
        ({"Origin": "javascript://login.example.kr"}, True),
        ({}, False),
        ({"Cookie": "theme=dark"}, True),
        ({"Referer": "https://login.example.kr/"}, True),
    ],
)
def test_a_change_must_be_shown_to_come_from_our_own_pages(
    method: str, headers: dict[str, str], refused: bool
) -> None:
    assert is_refused(headers, method=method) is refused


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_not_a_change(method: str) -> None:
    assert not is_refused({"Sec-Fetch-Site": "cross-site"}, method=method)


@pytest.mark.parametrize(
    ("origin", "refused"),
    [
        ("https://www.example.kr", False),
        ("https://login.example.kr", True),
        ("http://www.example.kr", True),
        ("https://www.example.kr:443", True),
        ("https://www.example.kr/", True),
    ],
)
def test_where_the_origin_is_set_only_that_one_is_ours(origin: str, refused: bool) -> None:
    assert is_refused({"Origin": origin}, settings=OURS) is refused
