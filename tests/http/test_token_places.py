import pytest
from flask import Flask, request
from werkzeug.datastructures import Headers

from daemun.http.errors import CrossSiteRequest, TokenAmbiguous, TokenInvalid, TokenMissing
from daemun.http.token_places import find_access_token, find_token_cookies, read_cookie
from daemun.http.web_context import web_context
from tests.applications import MakeApp
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE

FORM = "application/x-www-form-urlencoded"


def read(app: Flask, *headers: tuple[str, str], method: str = "POST", **request_options: object) -> str:
    with app.test_request_context("/", method=method, headers=Headers(list(headers)), **request_options):
        text = find_access_token(request, web_context())
        if text is not None:
            return text
        cookies = find_token_cookies(request, web_context())
        if cookies is None or cookies.access is None:
            raise TokenMissing
        return cookies.access


@pytest.mark.parametrize("header", ["Bearer abc", "bearer abc", "BEARER   abc ", "Bearer abc\t"])
def test_a_bearer_token_is_read_from_the_header(make_app: MakeApp, header: str) -> None:
    assert read(make_app(), ("Authorization", header)) == "abc"


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer \t"])
def test_an_empty_token_in_the_header_is_invalid(make_app: MakeApp, header: str) -> None:
    with pytest.raises(TokenInvalid):
        read(make_app(), ("Authorization", header))


@pytest.mark.parametrize("header", ["Basic abc", "abc", "", "Bearerabc", "Token abc"])
def test_another_scheme_in_the_header_is_no_token_at_all(make_app: MakeApp, header: str) -> None:
    with pytest.raises(TokenMissing):
        read(make_app(), ("Authorization", header))


def test_a_cookie_counts_beside_another_scheme_in_the_header(make_app: MakeApp) -> None:
    app = make_app(transport_cookies=True)
    cookie, site = ("Cookie", "__Host-daemun-access=abc"), ("Sec-Fetch-Site", "same-origin")

    assert read(app, ("Authorization", "Basic abc"), cookie, site) == "abc"


def test_without_a_token_it_is_missing(make_app: MakeApp) -> None:
    for settings in (
        {},
        {"transport_cookies": True, "transport_form_field": True, "transport_query_string": True},
    ):
        with pytest.raises(TokenMissing):
            read(make_app(**settings))


@pytest.mark.requirement("IV-04")
def test_form_fields_and_addresses_are_not_looked_at_unless_that_is_set(make_app: MakeApp) -> None:
    app = make_app()

    with pytest.raises(TokenMissing):
        read(app, query_string="access_token=abc")
    with pytest.raises(TokenMissing):
        read(app, data="access_token=abc", content_type=FORM)
    with pytest.raises(TokenMissing):
        read(app, ("Cookie", f"{ACCESS_COOKIE}=abc"))


def test_where_it_is_set_a_form_field_or_the_address_carries_the_token(make_app: MakeApp) -> None:
    app = make_app(transport_form_field=True, transport_query_string=True)

    assert read(app, query_string="access_token=abc") == "abc"
    assert read(app, data="access_token=abc", content_type=FORM) == "abc"
    with pytest.raises(TokenMissing):
        read(app, data='{"access_token": "abc"}', content_type="application/json")


@pytest.mark.requirement("RS-01")
def test_two_tokens_are_refused_even_if_they_are_equal(make_app: MakeApp) -> None:
    app = make_app(transport_form_field=True, transport_query_string=True)
    header = ("Authorization", "Bearer abc")

    with pytest.raises(TokenAmbiguous):
        read(app, header, header)
    with pytest.raises(TokenAmbiguous):
        read(app, header, query_string="access_token=abc")
    with pytest.raises(TokenAmbiguous):
        read(app, query_string="access_token=abc&access_token=abc")
    with pytest.raises(TokenAmbiguous):
        read(app, query_string="access_token=abc", data="access_token=abc", content_type=FORM)


@pytest.mark.requirement("CS-06")
def test_a_header_goes_before_a_cookie(make_app: MakeApp) -> None:
    app = make_app(transport_cookies=True)

    assert read(app, ("Authorization", "Bearer abc"), ("Cookie", f"{ACCESS_COOKIE}=xyz")) == "abc"


@pytest.mark.requirement("CS-01")
def test_a_cookie_counts_only_on_requests_from_our_own_pages(make_app: MakeApp) -> None:
    app = make_app(transport_cookies=True)
    cookie = ("Cookie", f"{ACCESS_COOKIE}=xyz")

    assert read(app, cookie, ("Sec-Fetch-Site", "same-origin")) == "xyz"
    assert read(app, cookie, method="GET") == "xyz"
    with pytest.raises(CrossSiteRequest):
        read(app, cookie, ("Sec-Fetch-Site", "cross-site"))
    with pytest.raises(CrossSiteRequest):
        read(app, cookie)


@pytest.mark.requirement("CK-06")
@pytest.mark.parametrize(
    "cookies",
    [
        "",
        f"{ACCESS_COOKIE}=",
        f"{ACCESS_COOKIE.lower()}=abc",
        f"x{ACCESS_COOKIE}=abc",
        f"{ACCESS_COOKIE}x=abc",
        f"other={ACCESS_COOKIE}=abc",
    ],
)
def test_only_a_cookie_with_exactly_our_name_counts(make_app: MakeApp, cookies: str) -> None:
    with pytest.raises(TokenMissing):
        read(make_app(transport_cookies=True), ("Cookie", cookies), method="GET")


@pytest.mark.requirement("CK-07")
@pytest.mark.parametrize("between", ["; ", ";", ";  other=1; "])
def test_two_cookies_of_our_name_are_refused(make_app: MakeApp, between: str) -> None:
    cookies = f"{ACCESS_COOKIE}=abc{between}{ACCESS_COOKIE}=abc"

    with pytest.raises(TokenAmbiguous):
        read(make_app(transport_cookies=True), ("Cookie", cookies), method="GET")


def test_without_cookie_transport_no_cookie_is_read(make_app: MakeApp) -> None:
    with make_app().test_request_context("/", headers={"Cookie": f"{REFRESH_COOKIE}=abc"}):
        assert read_cookie(request, REFRESH_COOKIE) is None
