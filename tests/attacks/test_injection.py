"""IV-03, IV-05: text that means something to a database finds nothing and breaks nothing."""

import re
from typing import Any

import pytest
from pydantic import BaseModel

from daemun.features.users.model import User
from daemun.mail.outbox import Outbox
from tests.attacks.site import PASSWORD, MakeSite, Site


class AnyProfile(BaseModel):
    words: dict[str, object] = {}


@pytest.mark.requirement("IV-03")
@pytest.mark.parametrize(
    "text",
    [
        "' OR '1'='1",
        "minsu.kim' --",
        "minsu.kim'; DROP TABLE daemun_users; --",
        "%",
        "_____.___",
        '" OR ""="',
    ],
)
def test_statements_in_a_name_find_nobody_and_break_nothing(site: Site, minsu: User, text: str) -> None:
    for name in ({"username": text}, {"identifier": text}, {"email": text}):
        answer = site.client().post("/auth/login", json={**name, "password": PASSWORD})
        assert (answer.status_code, answer.json["code"]) == (401, "invalid_credentials")
    user = site.services.users.find(minsu.id)
    assert user is not None
    assert site.client().delete(f"/auth/sessions/{text}", headers=site.bearer(minsu)).status_code == 404


@pytest.mark.requirement("IV-05")
@pytest.mark.parametrize("database", ["sqlite", "postgres", "mongodb"])
def test_text_that_databases_cannot_keep_finds_nothing(
    request: pytest.FixtureRequest, make_site: MakeSite, database: str
) -> None:
    site = make_site(database_url=request.getfixturevalue(f"{database}_url"), transport_cookies=True)
    user = site.add_user()
    tokens = site.log_in_as(user)
    _, rest = tokens.refresh_token.split(".")

    for odd in ("\0", "\x01", "%00", "%ff", "%F0%9F%98%80", "x" * 5000):
        environ = {"PATH_INFO": f"/auth/sessions/{odd}"}
        if "%" not in odd:
            answer = site.client().delete("/auth", environ_overrides=environ, headers=site.bearer(user))
            assert answer.status_code == 404
        cookie = {"HTTP_COOKIE": f"__Host-daemun-refresh={odd}.{rest}", "HTTP_SEC_FETCH_SITE": "same-origin"}
        answer = site.client().post("/auth/refresh", environ_overrides=cookie)
        assert answer.status_code == 401


_OPERATORS: tuple[object, ...] = (
    {"$ne": None},
    {"$regex": ".*"},
    {"$where": "sleep(1000) || true"},
    [{"$gt": ""}],
)
_TEXTS = ("$password", "minsu.kim\0", "\ud800", "a.b.$[]")


@pytest.mark.requirement("IV-03")
def test_operators_of_mongodb_in_any_body_match_nobody_and_change_nothing(
    mongodb_url: str, make_site: MakeSite
) -> None:
    site = make_site(
        options={"mailer": Outbox()},
        database_url=mongodb_url,
        mailed_codes_enabled=True,
        lockout_address_max_failures=10**6,
    )
    user = site.add_user(email="minsu@example.kr")
    client, before = site.client(), site.services.users.find(user.id)
    bodies = _bodies_of_every_call(client.get("/auth/openapi.json").json)
    assert len(bodies) > 20

    for method, path, members in bodies:
        headers = site.bearer(user)
        for member in members:
            for operator in _OPERATORS:
                body = {**members, member: operator}
                answer = client.open(path, method=method, json=body, headers=headers)
                assert answer.status_code in {400, 401, 404, 422}, (method, path, body, answer.text)
            for text in _TEXTS:
                body = {**members, member: text}
                answer = client.open(path, method=method, json=body, headers=headers)
                assert answer.status_code < 500, (method, path, body, answer.text)
        for key in ("$where", "a.b", "$set", "_id", "\0"):
            body = {**members, key: {"$ne": None}}
            answer = client.open(path, method=method, json=body, headers=headers)
            assert answer.status_code in {400, 404, 422}, (method, path, key, answer.text)

    assert site.services.users.find(user.id) == before
    assert site.log_in().status_code == 200


def _bodies_of_every_call(document: dict[str, Any]) -> list[tuple[str, str, dict[str, object]]]:
    """Method, path and a body with every member, as the API describes itself: new calls come by themselves.

    Logging out needs no member.
    """
    found: list[tuple[str, str, dict[str, object]]] = []
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            content = call.get("requestBody", {}).get("content", {}).get("application/json")
            if content is None or path == "/logout":
                continue
            schema = content["schema"]
            if "$ref" in schema:
                schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            address = re.sub(r"{[^}]+}", "x", path)
            found.append((method.upper(), f"/auth{address}", dict.fromkeys(schema["properties"], "x")))
    return found


@pytest.mark.requirement("IV-03")
def test_names_in_a_profile_mean_nothing_to_mongodb(mongodb_url: str, make_site: MakeSite) -> None:
    site = make_site(database_url=mongodb_url, options={"profile": AnyProfile})
    user = site.add_user()
    odd = {
        "$set": {"locked_at": None},
        "a.b": 1,
        "$where": "1",
        "": {"$ne": None},
        "__proto__": [],
    }

    answer = site.client().patch("/auth/me", json={"profile": {"words": odd}}, headers=site.bearer(user))

    assert answer.status_code == 200, answer.text
    assert answer.json["profile"]["words"] == odd
    found = site.services.users.find(user.id)
    assert found is not None
    assert found.profile["words"] == odd
