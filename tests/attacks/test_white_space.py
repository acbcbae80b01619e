"""Text from the wire is read by the rules of HTTP: only space and tab are white space around it.

Python's own `strip()` also takes what Latin-1 and Unicode call white space. A page on a sub-domain can set a
cookie named `\\xa0__Host-daemun-access`, which browsers do not guard; it must never count as ours.

| text | what is done with it |
|---|---|
| a cookie pair | space and tab around it go; name and value are compared byte for byte |
| `Authorization`, in both packages | the scheme without case, ASCII only; space and tab around the token go |
| a form field, a parameter | nothing goes: name and value as they were encoded |
| media types | up to the `;`, space and tab go, without case |
| `X-Forwarded-For` | split at commas, space and tab go; what is then no address is none |
| `X-Forwarded-Proto` | the same; what is then not `https` is plain http |
| `Sec-Fetch-Site`, `Origin`, `X-Request-Id` | compared as they are |
| `Accept`, `Accept-Language` | read by Werkzeug: they only choose between answers that we have |
| `User-Agent` | kept for people to read, what cannot be printed becomes a space |
| `max-age` of a key set | ASCII digits, space and tab |
"""

import pytest
from flask.typing import ResponseReturnValue

from daemun import login_required
from daemun.http.origin import client_address
from tests.attacks.site import Answer, MakeSite, Site

FOREIGN = [chr(code) for code in (0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0xA0)]
ACCESS = "__Host-daemun-access"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def open_site(make_site: MakeSite) -> Site:
    """Takes tokens everywhere."""
    site = make_site(transport_form_field=True, transport_query_string=True, transport_cookies=True)

    @site.app.post("/notes")
    @login_required
    def add_note() -> ResponseReturnValue:
        return "", 204

    return site


@pytest.fixture
def token(open_site: Site) -> str:
    return open_site.log_in_as(open_site.add_user()).access_token.text


def ask(site: Site, path: str = "/auth/me", *, method: str = "GET", body: str = "", **environ: str) -> Answer:
    """Send header values as they are: no client in between takes anything away."""
    sent = {"REMOTE_ADDR": "192.0.2.1", **environ}
    return site.client().open(path, method=method, data=body or None, environ_overrides=sent)


@pytest.mark.requirement("CK-06")
@pytest.mark.parametrize("white", FOREIGN, ids=repr)
@pytest.mark.parametrize(
    "pair", ["{white}{name}={token}", "{name}{white}={token}", "a=1;{white} {name}={token}"]
)
def test_a_cookie_name_with_foreign_white_space_is_not_ours(
    open_site: Site, token: str, white: str, pair: str
) -> None:
    cookie = pair.format(white=white, name=ACCESS, token=token)

    assert ask(open_site, HTTP_COOKIE=cookie).json["code"] == "token_missing"
    mine = f"{ACCESS}={token}"
    assert ask(open_site, HTTP_COOKIE=f"{cookie}; {mine}").status_code == 200


@pytest.mark.requirement("CK-06")
@pytest.mark.parametrize("white", FOREIGN, ids=repr)
def test_foreign_white_space_is_part_of_a_token(open_site: Site, token: str, white: str) -> None:
    for spoiled in (f"{white}{token}", f"{token}{white}"):
        assert ask(open_site, HTTP_COOKIE=f"{ACCESS}={spoiled}").json["code"] == "token_invalid"
        assert ask(open_site, HTTP_AUTHORIZATION=f"Bearer {spoiled}").json["code"] == "token_invalid"
    joined = ask(open_site, HTTP_AUTHORIZATION=f"Bearer {white}")
    assert joined.json["code"] == "token_invalid"


@pytest.mark.requirement("RS-01")
@pytest.mark.parametrize("white", FOREIGN, ids=repr)
def test_a_scheme_with_foreign_white_space_is_another_scheme(open_site: Site, token: str, white: str) -> None:
    for scheme in (f"{white}Bearer ", f"Bearer{white} ", f"Bearer{white}"):
        assert ask(open_site, HTTP_AUTHORIZATION=f"{scheme}{token}").json["code"] == "token_missing"


@pytest.mark.requirement("RS-01")
@pytest.mark.parametrize(
    "white", ["%0b", "%0c", "%1c", "%1d", "%1e", "%1f", "%85", "%a0", "%c2%a0", "%20", "+"]
)
def test_a_field_or_parameter_with_white_space_in_its_name_is_another(
    open_site: Site, token: str, white: str
) -> None:
    form = {"method": "POST", "CONTENT_TYPE": FORM}

    for name in (f"{white}access_token", f"access_token{white}"):
        assert ask(open_site, f"/auth/me?{name}={token}").json["code"] == "token_missing"
        assert ask(open_site, "/notes", body=f"{name}={token}", **form).json["code"] == "token_missing"
    assert ask(open_site, "/notes", body=f"access_token={token}", **form).status_code == 204
    assert ask(open_site, f"/auth/me?access_token={white}{token}").json["code"] == "token_invalid"


@pytest.mark.requirement("IV-01")
@pytest.mark.parametrize("white", FOREIGN, ids=repr)
def test_a_media_type_with_foreign_white_space_is_another(site: Site, white: str) -> None:
    for sent in (f"{white}application/json", f"application/json{white}", f"application/json{white};a=b"):
        answer = ask(site, "/auth/login", method="POST", body="{}", CONTENT_TYPE=sent)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    spaced = ask(site, "/auth/login", method="POST", body="{}", CONTENT_TYPE="\tApplication/JSON ;a=b")
    assert spaced.json["code"] == "validation_failed"


@pytest.mark.requirement("CS-01")
@pytest.mark.parametrize("white", FOREIGN, ids=repr)
def test_the_site_that_a_request_comes_from_is_compared_as_it_is(
    open_site: Site, token: str, white: str
) -> None:
    cookie = f"{ACCESS}={token}"
    host = {"HTTP_HOST": "login.example.kr", "HTTP_COOKIE": cookie, "method": "POST"}

    for site in (f"{white}same-origin", f"same-origin{white}"):
        refused = ask(open_site, "/auth/logout", HTTP_SEC_FETCH_SITE=site, **host)
        assert refused.json["code"] == "cross_site_request"
    for origin in (f"{white}https://login.example.kr", f"https://login.example.kr{white}"):
        refused = ask(open_site, "/auth/logout", HTTP_ORIGIN=origin, **host)
        assert refused.json["code"] == "cross_site_request"


@pytest.mark.parametrize("white", FOREIGN, ids=repr)
def test_an_address_with_foreign_white_space_is_none(make_site: MakeSite, white: str) -> None:
    app = make_site(http_trusted_proxies=1).app

    def seen(forwarded: str) -> str | None:
        with app.test_request_context(environ_overrides={"HTTP_X_FORWARDED_FOR": forwarded}):
            return client_address()

    assert seen(f"192.0.2.7,{white}192.0.2.9") is None
    assert seen(f"192.0.2.7,192.0.2.9{white}") is None
    assert seen("192.0.2.7,\t 192.0.2.9 ") == "192.0.2.9"
