"""IV, WB, ER-01: whatever is sent to any address, the answer is a clean one, and repeats no secret."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemun.features.users.model import User
from tests.attacks.site import PASSWORD, Answer, Site, addresses, sites

SECRET = "Planted-Secret-7f3a9c51"
ENDLESS = {
    f"lockout_{name}": 10**6
    for name in (
        "address_max_failures",
        "address_hour_max_failures",
        "registrations_per_hour",
        "address_max_users",
    )
}
SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)


@contextmanager
def a_site(folder: Path, **settings: object) -> Iterator[Site]:
    with sites(folder) as make:
        yield make(**ENDLESS, **settings)


@pytest.fixture(
    scope="module",
    params=[
        {},
        {
            "transport_cookies": True,
            "transport_form_field": True,
            "transport_query_string": True,
            "http_trusted_proxies": 1,
        },
    ],
    ids=["plain", "open"],
)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for many requests: each example would wait for a database otherwise."""
    with a_site(tmp_path_factory.mktemp("shared"), **request.param) as site:
        site.add_user()
        yield site


def bodies(site: Site) -> list[tuple[str, str]]:
    return [address for address in addresses(site) if address[0] in ("POST", "PUT", "PATCH", "DELETE")]


def headers_of(site: Site) -> dict[str, str]:
    # A token for every example: some routes end sessions.
    user = site.services.users.find_by_username("minsu.kim")
    assert user is not None
    return {**site.bearer(user), "Sec-Fetch-Site": "same-origin"}


def check(answer: Answer) -> None:
    """No internal error, a problem document for every refusal of ours, no secret."""
    text = answer.get_data(as_text=True)
    assert answer.status_code < 500 or answer.status_code == 503, text
    assert SECRET not in text
    assert SECRET not in str(answer.headers)
    if answer.status_code >= 400 and answer.mimetype != "text/html" and answer.request.method != "HEAD":
        assert answer.mimetype == "application/problem+json"
        problem = answer.json
        assert {"type", "title", "status", "detail", "instance", "code"} <= problem.keys()
        assert problem["status"] == answer.status_code
        assert problem["title"]
        assert problem["detail"]


MEMBERS = [
    "username",
    "email",
    "identifier",
    "password",
    "refresh_token",
    "current_password",
    "new_password",
    "profile",
]
scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.just(SECRET),
    st.just(SECRET * 40),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(st.sampled_from(MEMBERS) | st.text(max_size=10), values, max_size=6)
latin = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=300)


@pytest.mark.requirement("IV-01", "IV-05", "ER-01", "HS-10")
@SLOW
@given(body=objects, data=st.data())
def test_any_json_to_any_route_gets_a_clean_answer(
    shared: Site, body: dict[str, Any], data: st.DataObject
) -> None:
    method, path = data.draw(st.sampled_from(bodies(shared)))
    headers = headers_of(shared) if data.draw(st.booleans()) else {"Sec-Fetch-Site": "same-origin"}

    check(
        shared.client().open(
            path, method=method, data=json.dumps(body), content_type="application/json", headers=headers
        )
    )


@pytest.mark.requirement("IV-02", "IV-05", "ER-01")
@SLOW
@given(
    body=st.binary(max_size=400),
    content_type=st.sampled_from(
        [
            "application/json",
            "application/json; charset=utf-16",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "",
            "é",
        ]
    ),
    data=st.data(),
)
def test_any_bytes_to_any_route_get_a_clean_answer(
    shared: Site, body: bytes, content_type: str, data: st.DataObject
) -> None:
    method, path = data.draw(st.sampled_from(bodies(shared)))

    check(
        shared.client().open(
            path, method=method, data=body, content_type=content_type, headers=headers_of(shared)
        )
    )


HEADERS = [
    "Authorization",
    "Cookie",
    "Origin",
    "Sec-Fetch-Site",
    "X-Forwarded-For",
    "Forwarded",
    "X-Real-IP",
    "Accept-Language",
    "User-Agent",
    "Content-Type",
    "Accept",
    "If-None-Match",
    "Range",
    "Host",
    "X-HTTP-Method-Override",
    "X-Forwarded-Host",
    "Expect",
]
tokens = latin | st.sampled_from(
    [
        "Bearer ",
        "Bearer " + SECRET,
        "Bearer a.b.c",
        "http://[",
        "http://a:b",
        "::1%eth0",
        "1.2.3.4:80",
        "en;q=é",
        "*;q=-1",
        ",,,",
    ]
)


@pytest.mark.requirement("IV-05", "ER-01", "LG-03")
@SLOW
@given(headers=st.dictionaries(st.sampled_from(HEADERS), tokens, max_size=5), data=st.data())
def test_any_header_to_any_route_gets_a_clean_answer(
    shared: Site, headers: dict[str, str], data: st.DataObject
) -> None:
    method, path = data.draw(st.sampled_from(addresses(shared)))

    check(
        shared.client().open(path, method=method, json={"username": "a", "password": SECRET}, headers=headers)
    )


@pytest.mark.requirement("IV-05")
@SLOW
@given(tail=st.binary(max_size=60), query=st.binary(max_size=60), data=st.data())
def test_any_address_gets_a_clean_answer(
    shared: Site, tail: bytes, query: bytes, data: st.DataObject
) -> None:
    method = data.draw(st.sampled_from(["GET", "POST", "DELETE", "PATCH", "TRACE", "BREW"]))
    environ = {
        "PATH_INFO": "/auth/sessions/" + tail.decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "REQUEST_METHOD": method,
    }

    check(shared.client().open("/auth", environ_overrides=environ, headers=headers_of(shared)))


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"1",
    b"{",
    b"{}garbage",
    b'{"password": NaN}',
    b'{"a": 1e999}',
    b'{"password": "\\ud800"}',
    b'{"\\u0000": "password"}',
    b'{"\\ud800": 1}',
    b'{"password": "\xc0\xaf"}',
    b'{"password": "\xed\xa0\x80"}',
    b"\xff\xfe{\x00}\x00",
    b'{"username": "a", "username": "b"}',
    b"[" * 60000,
    b'{"a":' * 9000,
    b'{"a":' + b"9" * 5000 + b"}",
    b'{"a": [[[[[[[[1]]]]]]]]}',
    json.dumps({str(number): 1 for number in range(101)}).encode(),
]


@pytest.mark.requirement("IV-02", "IV-05")
@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("path", ["/auth/login", "/auth/register", "/auth/refresh"])
def test_what_is_no_sound_json_object_is_refused(site: Site, path: str, body: bytes) -> None:
    answer = site.client().post(path, data=body, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (400, "malformed_body")


@pytest.mark.requirement("IV-02")
def test_a_body_may_have_64_kib(site: Site) -> None:
    def send(size: int) -> Answer:
        body = b'{"password": "' + b"x" * (size - 16) + b'"}'
        assert len(body) == size
        return site.client().post("/auth/login", data=body, content_type="application/json")

    assert send(64 * 1024).json["code"] == "validation_failed"
    for size in (64 * 1024 + 1, 10**6):
        assert (send(size).status_code, send(size).json["code"]) == (413, "body_too_large")


@pytest.mark.requirement("IV-02")
def test_a_body_that_the_application_read_before_is_bounded_too(site: Site) -> None:
    @site.app.before_request
    def log_body() -> None:
        from flask import request

        request.get_data()

    answer = site.client().post(
        "/auth/login", data=b'{"password": "' + b"x" * 10**5 + b'"}', content_type="application/json"
    )

    assert answer.status_code == 413


_WITHOUT_BODY = (
    "/auth/passkey/options",
    "/auth/me/passkeys/options",
    "/auth/reauthenticate/passkey/options",
    "/auth/me/recovery-codes",
)


@pytest.mark.requirement("CS-04", "IV-02")
@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/json-patch+json", "application/problem+json", "json", "text/plain, application/json"],
)  # fmt: skip
def test_only_application_json_is_read(site: Site, content_type: str) -> None:
    for method, path in bodies(site):
        user = site.services.users.find_by_username("minsu.kim") or site.add_user()
        answer = site.client().open(
            path,
            method=method,
            data=b'{"password": "x"}',
            content_type=content_type,
            headers=site.bearer(user),
        )
        # `DELETE /me`, and what gives challenges and codes, read no body.
        reads_none = (method, path) == ("DELETE", "/auth/me") or path in _WITHOUT_BODY
        assert answer.status_code in (415, 204, 404) or (
            reads_none and answer.status_code in (200, 202, 409)
        ), path
        if answer.status_code == 415:
            assert answer.json["code"] == "unsupported_media_type"


@pytest.mark.requirement("IV-01")
@pytest.mark.parametrize("wrong", [None, True, 1, 1.5, [], ["a"], {}, {"$ne": None}])
@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("/auth/login", "password"),
        ("/auth/login", "username"),
        ("/auth/register", "username"),
        ("/auth/register", "password"),
        ("/auth/refresh", "refresh_token"),
        ("/auth/reauthenticate", "password"),
        ("/auth/me/password", "current_password"),
        ("/auth/me/password", "new_password"),
    ],
)
def test_values_of_another_type_are_refused(
    site: Site, minsu: User, path: str, member: str, wrong: object
) -> None:
    right = {
        "/auth/login": {"username": "minsu.kim", "password": PASSWORD},
        "/auth/register": {"username": "new.one", "password": PASSWORD},
        "/auth/me/password": {"current_password": PASSWORD, "new_password": PASSWORD},
    }

    answer = site.client().post(path, json={**right.get(path, {}), member: wrong}, headers=site.bearer(minsu))

    assert (answer.status_code, answer.json["code"]) == (422, "validation_failed")


@pytest.mark.requirement("AC-05")
def test_members_that_are_not_asked_for_are_refused_and_not_stored(site: Site, minsu: User) -> None:
    from daemun.storage.sql.schema import metadata

    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    asked = {"username", "email", "profile", "password"}
    for name in sorted((columns | {"role", "is_admin", "admin", "scope", "__proto__"}) - asked):
        registration = {"username": "new.one", "password": PASSWORD, name: "x"}
        assert site.client().post("/auth/register", json=registration).status_code == 422
        change = site.client().patch("/auth/me", json={"profile": {}, name: "x"}, headers=site.bearer(minsu))
        assert change.status_code == 422

    assert site.services.users.find_by_username("new.one") is None


@pytest.mark.requirement("IV-06", "PW-03")
@pytest.mark.parametrize(
    "filler", ["a", " ", "-", ".", "@", "a@", "a.", "가", "\u0301", "ﷺ", "aA1!", "(((", "qwerty", "😀"]
)
def test_long_text_takes_no_long_time(shared: Site, filler: str) -> None:
    text = filler * (60_000 // len(filler.encode()))
    for path, members in [
        ("/auth/register", {"username": "new.one", "password": text}),
        ("/auth/register", {"username": text[:250], "password": text[:255]}),
        ("/auth/login", {"email": text[:300], "password": "x"}),
        ("/auth/login", {"identifier": text, "password": "x"}),
    ]:
        spent = []
        for _ in range(2):
            start = time.process_time()
            check(shared.client().post(path, json=members, headers={"Sec-Fetch-Site": "same-origin"}))
            spent.append(time.process_time() - start)
        assert min(spent) < 0.3
