"""CK, CS: cookies, and requests that other sites make."""

from contextlib import suppress

import pytest
from flask import Flask

from daemun import Session
from daemun.features.roles.errors import TooManyRoles
from daemun.features.users.model import User
from daemun_verify import VerifiedToken
from tests.attacks.site import (
    NEW_PASSWORD,
    PASSWORD,
    SAME_ORIGIN,
    WRONG_PASSWORD,
    Answer,
    MakeSite,
    Site,
    bearer,
)

ACCESS = "__Host-daemun-access"
REFRESH = "__Host-daemun-refresh"
DEVICE = "__Host-daemun-device"


@pytest.fixture
def user(cookie_site: Site) -> User:
    return cookie_site.add_user()


def cookies_of(answer: Answer) -> dict[str, str]:
    """Name and value of every cookie that an answer sets."""
    lines = (line.split(";", 1)[0] for line in answer.headers.getlist("Set-Cookie"))
    return dict(line.split("=", 1) for line in lines)


def cookie_header(site: Site, user: User) -> str:
    tokens = site.log_in_as(user)
    return f"{ACCESS}={tokens.access_token.text}; {REFRESH}={tokens.refresh_token}"


def crawl(site: Site) -> list[Answer]:
    """One answer of every kind that sets cookies."""
    browser = site.browser()
    name = {"username": "new.person", "password": PASSWORD}
    return [
        browser.post("/auth/register", json=name),
        browser.post("/auth/login", json=name),
        browser.post("/auth/refresh"),
        browser.post("/auth/reauthenticate", json={"password": PASSWORD}),
        browser.post("/auth/logout"),
        browser.post("/auth/refresh", json={"refresh_token": "x"}),
    ]


@pytest.mark.requirement("CK-01", "CK-02", "CK-03", "CK-05", "RT-11", "SE-13")
def test_every_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(cookie_site: Site) -> None:
    answers = crawl(cookie_site)
    lines = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]

    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 204, 401]
    assert len(lines) == 3 + 3 + 2 + 2 + 2 + 2
    for line in lines:
        name_and_value, *attributes = line.split("; ")
        name = name_and_value.split("=")[0]
        assert name in (ACCESS, REFRESH, DEVICE)
        assert {"Secure", "HttpOnly", "Path=/"} <= set(attributes)
        assert not any(attribute.lower().startswith("domain") for attribute in attributes)
        assert "SameSite=Lax" in attributes or "SameSite=Strict" in attributes
        # Lax for tokens: a person who follows a link from a mail is logged in.
        if name == DEVICE:
            assert "SameSite=Strict" in attributes
        ages = [int(attribute[8:]) for attribute in attributes if attribute.startswith("Max-Age=")]
        # Tokens end with the browser; only the mark of a known device stays, and it opens nothing.
        assert ages == {DEVICE: [180 * 86400]}.get(name, [] if name_and_value[-1] != "=" else [0])


@pytest.mark.requirement("SE-13")
@pytest.mark.parametrize(
    ("settings", "members", "is_kept"),
    [({}, {}, False), ({}, {"remember": True}, True), ({"login_remember": True}, {}, True)],
)
def test_token_cookies_stay_when_the_browser_closes_only_if_that_was_asked_for(
    make_site: MakeSite, settings: dict[str, object], members: dict[str, object], is_kept: bool
) -> None:
    browser = make_site(transport_cookies=True, **settings).browser()
    name = {"username": "new.person", "password": PASSWORD} | members

    answers = [browser.post(f"/auth/{path}", json=name) for path in ("register", "login")]
    answers += [browser.post("/auth/refresh")]

    for answer in answers:
        lines = [line for line in answer.headers.getlist("Set-Cookie") if not line.startswith(DEVICE)]
        assert len(lines) == 2
        assert [f"Max-Age={14 * 86400}" in line for line in lines] == [is_kept] * 2


@pytest.mark.requirement("CK-02")
def test_tokens_in_cookies_are_absent_from_bodies(cookie_site: Site) -> None:
    for answer in crawl(cookie_site):
        for value in filter(None, cookies_of(answer).values()):
            assert value not in answer.get_data(as_text=True)


@pytest.mark.requirement("CK-08")
def test_cookies_hold_no_personal_data(cookie_site: Site, user: User) -> None:
    answer = cookie_site.log_in(**SAME_ORIGIN)
    verified: VerifiedToken = cookie_site.services.web.verifier.verify(cookies_of(answer)[ACCESS])

    assert answer.status_code == 200
    assert "minsu" not in str(dict(verified.claims))


def test_the_name_of_the_user_is_known_in_cookie_transport_too(cookie_site: Site, user: User) -> None:
    answer = cookie_site.client().get("/auth/me", headers={"Cookie": cookie_header(cookie_site, user)})

    assert answer.json["username"] == "minsu.kim"


@pytest.mark.requirement("CK-04")
def test_the_most_roles_and_claims_fit_into_a_cookie_that_browsers_keep(make_site: MakeSite) -> None:
    def claims(_user: User, _session: Session) -> dict[str, object]:
        return {"long": "x" * 1000}

    site = make_site(transport_cookies=True, options={"claims": claims})
    user = site.add_user()
    with suppress(TooManyRoles):
        for number in range(100):
            site.services.roles.grant(user.id, f"a-role-with-a-rather-long-name-{number:03}")
    assert 20 < len(site.services.roles.list_roles(user.id)) < 100

    answer = site.log_in(**SAME_ORIGIN)

    assert answer.status_code == 200
    assert all(len(line.split(";")[0]) <= 4096 for line in answer.headers.getlist("Set-Cookie"))


@pytest.mark.requirement("CK-06")
@pytest.mark.parametrize("name", [ACCESS.lower(), ACCESS.upper(), "__host-daemun-access", f"x{ACCESS}"])
def test_a_cookie_whose_prefix_is_spelled_otherwise_is_not_read(
    cookie_site: Site, user: User, name: str
) -> None:
    token = cookie_site.log_in_as(user).access_token.text

    answer = cookie_site.client().get("/auth/me", headers={"Cookie": f"{name}={token}"})

    assert answer.json["code"] == "token_missing"


@pytest.mark.requirement("CK-07")
@pytest.mark.parametrize(("name", "path"), [(ACCESS, "/auth/reauthenticate"), (REFRESH, "/auth/refresh")])
def test_two_cookies_of_one_name_are_refused(cookie_site: Site, user: User, name: str, path: str) -> None:
    header = f"{cookie_header(cookie_site, user)}; {name}=another"

    answer = cookie_site.client().post(path, headers={"Cookie": header, **SAME_ORIGIN})

    assert (answer.status_code, answer.json["code"]) == (400, "token_ambiguous")


def test_cookies_are_not_read_unless_that_was_chosen(site: Site, minsu: User) -> None:
    answer = site.client().get("/auth/me", headers={"Cookie": cookie_header(site, minsu)})

    assert answer.json["code"] == "token_missing"


ORIGINS = [
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": ""}, False),
    ({"Sec-Fetch-Site": "SAME-ORIGIN"}, False),
    ({"Sec-Fetch-Site": "same-origin, cross-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
    ({"Origin": "http://localhost"}, True),
    ({"Origin": "http://localhost.evil.example"}, False),
    ({"Origin": "http://evil.example"}, False),
    ({"Origin": "http://evil.example#localhost"}, False),
    ({"Origin": "http://user@localhost"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
    ({"Origin": "http://["}, False),
    ({"Origin": "//localhost"}, False),
    ({"Origin": "javascript://localhost"}, False),
    ({"Referer": "http://localhost/"}, False),
    ({}, False),
]


@pytest.mark.requirement("CS-01", "CS-02")
@pytest.mark.parametrize(("headers", "passes"), ORIGINS)
@pytest.mark.parametrize("path", ["/auth/logout", "/auth/refresh"])
def test_a_request_with_cookies_must_come_from_our_own_pages(
    cookie_site: Site, user: User, path: str, headers: dict[str, str], passes: bool
) -> None:
    answer = cookie_site.client().post(path, headers={"Cookie": cookie_header(cookie_site, user), **headers})

    assert (answer.status_code < 300) is passes
    if not passes:
        assert (answer.status_code, answer.json["code"]) == (403, "cross_site_request")
        assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.requirement("CS-02")
@pytest.mark.parametrize(
    ("origin", "passes"),
    [("https://www.example.com", True), ("http://localhost", False), ("https://www.example.com:444", False)],
)
def test_a_configured_origin_is_the_only_one(make_site: MakeSite, origin: str, passes: bool) -> None:
    site = make_site(transport_cookies=True, http_origin="https://www.example.com")
    cookies = cookie_header(site, site.add_user())

    answer = site.client().post("/auth/refresh", headers={"Cookie": cookies, "Origin": origin})

    assert (answer.status_code == 200) is passes


@pytest.mark.requirement("CS-07")
@pytest.mark.parametrize(("headers", "passes"), ORIGINS)
def test_no_other_site_can_log_a_browser_in(
    cookie_site: Site, user: User, headers: dict[str, str], passes: bool
) -> None:
    tokens = cookie_site.log_in_as(user)
    client = cookie_site.client()
    answers = [
        client.post("/auth/login", json={"username": "minsu.kim", "password": PASSWORD}, headers=headers),
        client.post("/auth/refresh", json={"refresh_token": tokens.refresh_token}, headers=headers),
        client.post("/auth/register", json={"username": "eve.kim", "password": PASSWORD}, headers=headers),
    ]

    # Without any of these headers it is a program, which logs itself in.
    assert [answer.status_code for answer in answers] == (
        [200, 200, 201] if passes or not headers else [403] * 3
    )


@pytest.mark.requirement("CS-03")
def test_nothing_changes_on_get_head_and_options(cookie_site: Site, user: User) -> None:
    headers = {"Cookie": cookie_header(cookie_site, user)}
    events = len(cookie_site.events())

    for rule in cookie_site.app.url_map.iter_rules():
        path = rule.rule.replace("<session_id>", "any")
        for method in ("GET", "HEAD", "OPTIONS"):
            cookie_site.client().open(path, method=method, headers=headers)

    # That somebody took their data along is recorded, and changes nothing.
    assert len([event for event in cookie_site.events() if event.name != "user.data_exported"]) == events
    assert len(cookie_site.services.sessions.list_live(user.id)) == 1


@pytest.mark.requirement("CS-06", "RS-01")
def test_a_bearer_token_goes_before_a_cookie_and_skips_the_check(cookie_site: Site, user: User) -> None:
    other = cookie_site.add_user("other.lee")
    headers = {"Cookie": cookie_header(cookie_site, user), **cookie_site.bearer(other)}

    assert cookie_site.client().get("/auth/me", headers=headers).json["username"] == "other.lee"

    assert cookie_site.client().post("/auth/logout", headers=headers).status_code == 204
    assert len(cookie_site.services.sessions.list_live(user.id)) == 1
    assert cookie_site.services.sessions.list_live(other.id) == []


@pytest.mark.requirement("CS-08")
@pytest.mark.parametrize("headers", [SAME_ORIGIN, {}])
def test_answers_that_depend_on_the_origin_say_so(
    cookie_site: Site, user: User, headers: dict[str, str]
) -> None:
    header = {"Cookie": cookie_header(cookie_site, user), **headers}

    for path in ("/auth/refresh", "/auth/logout"):
        answer = cookie_site.client().post(path, headers=header)
        assert {"Sec-Fetch-Site", "Origin", "Cookie"} <= set(answer.vary)


@pytest.mark.requirement("SE-04")
def test_logging_out_takes_the_cookies_back(cookie_site: Site, user: User) -> None:
    browser = cookie_site.browser()
    browser.post("/auth/login", json={"username": "minsu.kim", "password": PASSWORD})
    assert browser.get("/auth/me").status_code == 200

    answer = browser.post("/auth/logout")

    assert cookies_of(answer) == {ACCESS: "", REFRESH: ""}
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert browser.get("/auth/me").json["code"] == "token_missing"


@pytest.mark.requirement("SE-02")
def test_a_login_never_goes_on_with_the_session_that_a_browser_brought(cookie_site: Site, user: User) -> None:
    planted = cookie_site.log_in_as(user)
    browser = cookie_site.browser()
    browser.set_cookie(REFRESH, planted.refresh_token)
    browser.set_cookie(ACCESS, planted.access_token.text)

    answer = browser.post("/auth/login", json={"username": "minsu.kim", "password": PASSWORD})

    assert answer.json["session_id"] != planted.session.id
    assert cookies_of(answer)[REFRESH] != planted.refresh_token


@pytest.mark.requirement("SE-02")
@pytest.mark.parametrize("minutes", [0, 11])
def test_a_login_ends_the_session_whose_cookies_it_replaces_and_no_other(
    cookie_site: Site, user: User, minutes: int
) -> None:
    browser, elsewhere = cookie_site.browser(), cookie_site.browser()
    credentials = {"username": "minsu.kim", "password": PASSWORD}
    brought = browser.post("/auth/login", json=credentials)
    elsewhere.post("/auth/login", json=credentials)
    cookie_site.clock.tick(minutes=minutes)
    cookie_site.add_user("jiwoo")

    answer = browser.post("/auth/login", json=credentials | {"username": "jiwoo"})

    assert answer.status_code == 200
    assert browser.get("/auth/me").json["username"] == "jiwoo"
    assert cookie_site.services.sessions.find_live(brought.json["session_id"]) is None
    assert elsewhere.get("/auth/me").status_code == 200
    (ended,) = cookie_site.events("session.revoked")
    assert ended.details["reason"] == "replaced"


@pytest.mark.requirement("SE-02")
def test_a_login_that_fails_or_goes_on_ends_nothing(cookie_site: Site, user: User) -> None:
    browser = cookie_site.browser()
    credentials = {"username": "minsu.kim", "password": PASSWORD}
    browser.post("/auth/login", json=credentials)

    assert browser.post("/auth/login", json=credentials | {"password": WRONG_PASSWORD}).status_code == 401

    assert browser.get("/auth/me").status_code == 200


@pytest.mark.requirement("TH-04")
def test_strangers_cannot_lock_out_a_browser_that_was_here_before(cookie_site: Site, user: User) -> None:
    browser = cookie_site.browser()
    credentials = {"username": "minsu.kim", "password": PASSWORD}
    browser.post("/auth/login", json=credentials)
    for number in range(6):
        cookie_site.log_in(password=WRONG_PASSWORD, address=f"198.51.100.{number}", **SAME_ORIGIN)

    assert cookie_site.log_in(address="203.0.113.9", **SAME_ORIGIN).status_code == 429
    assert browser.post("/auth/login", json=credentials).status_code == 200


@pytest.mark.requirement("TH-04")
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/auth/reauthenticate", {"password": PASSWORD}, 200),
        (
            "/auth/me/password",
            {"current_password": PASSWORD, "new_password": NEW_PASSWORD},
            200,
        ),
    ],
)
def test_strangers_cannot_keep_who_is_logged_in_from_proving_the_password(
    site: Site, minsu: User, path: str, body: dict[str, str], status: int
) -> None:
    headers = site.bearer(minsu)
    for number in range(6):
        site.log_in(password=WRONG_PASSWORD, address=f"198.51.100.{number}")

    assert site.log_in().status_code == 429
    assert site.client().post(path, json=body, headers=headers).status_code == status


def test_an_application_without_cookies_sets_none(site: Site, minsu: User) -> None:
    app: Flask = site.app
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            answer = site.client().open(rule.rule, method=method, json={})
            assert "Set-Cookie" not in answer.headers

    assert "Set-Cookie" not in site.log_in().headers
    assert "Set-Cookie" not in site.client().post("/auth/logout", headers=bearer("x")).headers
