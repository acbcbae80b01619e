"""login_required, current_user and current_token, as an application uses them."""

import copy
import pickle
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, abort, jsonify
from flask.typing import ResponseReturnValue
from flask.views import MethodView

from daemun import Problem, current_token, current_user, login_required
from daemun.features.users.model import User
from daemun_verify import VerifiedToken
from tests.attacks.site import MakeSite, Site, bearer, sites


class TeaRefused(Problem):
    code = "tea_refused"
    status = 418


class Drawer(MethodView):
    decorators = [login_required]  # noqa: RUF012

    def get(self) -> ResponseReturnValue:
        return {"id": current_user.id}

    @login_required(roles={"editor"})
    def post(self) -> ResponseReturnValue:
        return "", 204


def add_views(app: Flask) -> None:  # noqa: C901
    @app.get("/bare")
    @login_required
    def bare() -> ResponseReturnValue:
        return {"id": current_user.id, "username": current_user.username, "session": current_token.session_id}

    @app.get("/async")
    @login_required
    async def coroutine() -> ResponseReturnValue:
        return {"id": current_user.id}

    @app.get("/editors")
    @login_required(roles={"editor", "owner"})
    def editors() -> ResponseReturnValue:
        return "", 204

    @app.get("/scoped")
    @login_required(scopes={"read", "write"})
    def scoped() -> ResponseReturnValue:
        return "", 204

    @app.get("/fresh")
    @login_required(max_age=timedelta(minutes=10))
    def fresh() -> ResponseReturnValue:
        return "", 204

    @app.get("/otp")
    @login_required(factors={"otp", "hwk"})
    def otp() -> ResponseReturnValue:
        return "", 204

    @app.get("/mfa")
    @login_required(factors="mfa")
    def mfa() -> ResponseReturnValue:
        return "", 204

    @app.get("/checked")
    @login_required(check_session=True)
    def checked() -> ResponseReturnValue:
        return "", 204

    @app.get("/optional")
    @login_required(optional=True)
    def optional() -> ResponseReturnValue:
        return {"who": current_user.username if bool(current_user) else None, "token": bool(current_token)}

    @app.get("/record")
    @login_required
    def record() -> ResponseReturnValue:
        return {"email": current_user.email}

    @app.get("/tea")
    @login_required
    def tea() -> ResponseReturnValue:
        raise TeaRefused(text="No tea here.")

    @app.get("/gone")
    @login_required
    def gone() -> ResponseReturnValue:
        abort(410)

    @app.get("/unguarded")
    def unguarded() -> ResponseReturnValue:
        return {"id": current_user.id}

    app.add_url_rule("/drawer", view_func=Drawer.as_view("drawer"))
    closed = Blueprint("closed", __name__, url_prefix="/closed")

    @closed.before_request
    @login_required
    def nobody_else() -> None: ...

    @closed.get("/undecorated")
    def undecorated() -> ResponseReturnValue:
        return {"id": current_user.id}

    @closed.get("/editors")
    @login_required(roles={"editor"})
    def closed_editors() -> ResponseReturnValue:
        return "", 204

    app.register_blueprint(closed)


GUARDED = [
    "/bare",
    "/async",
    "/editors",
    "/scoped",
    "/fresh",
    "/otp",
    "/mfa",
    "/checked",
    "/record",
    "/tea",
    "/gone",
    "/drawer",
    "/closed/undecorated",
    "/closed/editors",
]


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[MakeSite]:
    with sites(tmp_path) as make:
        yield make


@pytest.fixture
def guarded(make_site: MakeSite) -> Site:
    site = make_site()
    add_views(site.app)
    return site


@pytest.fixture
def minsu(guarded: Site) -> User:
    return guarded.add_user("minsu.kim", email=None)


@pytest.mark.requirement("RS-02")
@pytest.mark.parametrize("path", GUARDED)
def test_without_a_token_no_view_runs(guarded: Site, path: str) -> None:
    answer = guarded.client().get(path)

    assert (answer.status_code, answer.json["code"]) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="daemun"'


@pytest.mark.requirement("RS-04")
def test_every_route_of_a_guarded_blueprint_is_closed_unless_one_opens_it(guarded: Site, minsu: User) -> None:
    client = guarded.client()

    for rule in guarded.app.url_map.iter_rules():
        if rule.rule.startswith("/closed/"):
            assert client.get(rule.rule).status_code == 401

    assert client.get("/closed/undecorated", headers=guarded.bearer(minsu)).json == {"id": minsu.id}
    assert client.get("/closed/editors", headers=guarded.bearer(minsu)).status_code == 403


def test_the_current_user_and_token_are_those_of_the_request(guarded: Site, minsu: User) -> None:
    tokens = guarded.log_in_as(minsu)

    answer = guarded.client().get("/bare", headers=bearer(tokens.access_token.text))

    assert answer.json == {"id": minsu.id, "username": "minsu.kim", "session": tokens.session.id}


@pytest.mark.parametrize("path", ["/async", "/drawer"])
def test_coroutines_and_method_views_are_guarded_too(guarded: Site, minsu: User, path: str) -> None:
    assert guarded.client().get(path, headers=guarded.bearer(minsu)).json == {"id": minsu.id}


def test_a_method_of_a_method_view_may_ask_for_more(guarded: Site, minsu: User) -> None:
    client = guarded.client()

    assert client.post("/drawer", headers=guarded.bearer(minsu)).json["code"] == "insufficient_role"

    guarded.services.roles.grant(minsu.id, "editor")
    assert client.post("/drawer", headers=guarded.bearer(minsu)).status_code == 204


@pytest.mark.requirement("RS-02")
def test_one_of_the_roles_is_enough(guarded: Site, minsu: User) -> None:
    client = guarded.client()

    refused = client.get("/editors", headers=guarded.bearer(minsu))
    guarded.services.roles.grant(minsu.id, "owner")

    assert (refused.status_code, refused.json["code"]) == (403, "insufficient_role")
    assert client.get("/editors", headers=guarded.bearer(minsu)).status_code == 204


@pytest.mark.requirement("RS-02", "RS-03")
def test_all_scopes_are_needed(guarded: Site, minsu: User) -> None:
    client = guarded.client()

    refused = client.get("/scoped", headers=guarded.bearer(minsu, scope="read profile"))

    assert (refused.status_code, refused.json["code"]) == (403, "insufficient_scope")
    assert 'error="insufficient_scope", scope="read write"' in refused.headers["WWW-Authenticate"]
    assert client.get("/scoped", headers=guarded.bearer(minsu, scope="read write")).status_code == 204


@pytest.mark.requirement("RS-02", "RS-03", "SE-08")
def test_a_proof_is_fresh_until_its_age_is_reached(guarded: Site, minsu: User) -> None:
    client, headers = guarded.client(), guarded.bearer(minsu)

    guarded.clock.tick(minutes=10, seconds=-1)
    assert client.get("/fresh", headers=headers).status_code == 204

    tokens = guarded.log_in_as(minsu)
    guarded.clock.tick(minutes=10)
    refreshed = client.post("/auth/refresh", json={"refresh_token": tokens.refresh_token}).json[
        "access_token"
    ]
    refused = client.get("/fresh", headers=bearer(refreshed))
    assert (refused.status_code, refused.json["code"]) == (401, "fresh_login_required")
    assert 'error="insufficient_user_authentication", max_age="600"' in refused.headers["WWW-Authenticate"]


@pytest.mark.requirement("RS-02", "RS-03")
@pytest.mark.parametrize(
    ("path", "amr", "status"),
    [
        ("/otp", ("pwd",), 401),
        ("/otp", ("pwd", "otp"), 204),
        ("/otp", ("hwk",), 204),
        ("/mfa", ("pwd",), 401),
        ("/mfa", ("pwd", "otp"), 204),
        ("/mfa", ("mfa",), 204),
    ],
)
def test_a_view_may_ask_for_a_factor(
    guarded: Site, minsu: User, path: str, amr: tuple[str, ...], status: int
) -> None:
    answer = guarded.client().get(path, headers=guarded.bearer(minsu, amr=amr))

    assert answer.status_code == status
    if status == 401:
        assert answer.json["code"] == "stronger_login_required"
        assert 'error="insufficient_user_authentication"' in answer.headers["WWW-Authenticate"]


def test_a_checked_session_ends_at_once_even_if_the_feed_is_late(guarded: Site, minsu: User) -> None:
    tokens = guarded.log_in_as(minsu)
    client, headers = guarded.client(), bearer(tokens.access_token.text)
    assert client.get("/checked", headers=headers).status_code == 204

    # As another process does it: this one is not told.
    guarded.services.store.sessions.revoke(tokens.session.id, now=guarded.clock.now())

    assert client.get("/checked", headers=headers).json["code"] == "token_revoked"


def test_optional_lets_in_who_sends_no_token(guarded: Site, minsu: User) -> None:
    client = guarded.client()

    assert client.get("/optional").json == {"who": None, "token": False}
    assert client.get("/optional", headers=guarded.bearer(minsu)).json == {"who": "minsu.kim", "token": True}


def test_optional_refuses_a_bad_token_all_the_same(guarded: Site, minsu: User) -> None:
    headers = guarded.bearer(minsu)
    guarded.clock.tick(minutes=10)

    assert guarded.client().get("/optional", headers=headers).json["code"] == "token_expired"
    assert guarded.client().get("/optional", headers=bearer("no.token.this")).json["code"] == "token_invalid"


def test_other_fields_of_the_user_are_read_on_first_touch(make_site: MakeSite) -> None:
    site = make_site(users_identifiers=("username", "email"))
    add_views(site.app)
    user = site.add_user(email="kim@example.kr")

    assert site.client().get("/record", headers=site.bearer(user)).json == {"email": "kim@example.kr"}


def test_who_was_deleted_elsewhere_is_logged_out_at_first_touch(guarded: Site, minsu: User) -> None:
    headers = guarded.bearer(minsu)
    assert guarded.client().get("/record", headers=headers).status_code == 200

    # As another process does it: this one is told by the feed only.
    guarded.services.store.users.delete(minsu.id, now=guarded.clock.now())

    answer = guarded.client().get("/record", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "token_revoked")


def test_a_view_may_refuse_by_a_problem_of_its_own(guarded: Site, minsu: User) -> None:
    answer = guarded.client().get("/tea", headers=guarded.bearer(minsu))

    assert (answer.status_code, answer.json["detail"]) == (418, "No tea here.")
    assert answer.mimetype == "application/problem+json"


def test_other_errors_of_a_view_are_left_to_the_application(guarded: Site, minsu: User) -> None:
    answer = guarded.client().get("/gone", headers=guarded.bearer(minsu))

    assert (answer.status_code, answer.mimetype) == (410, "text/html")


def test_without_a_guard_current_user_is_known_too(guarded: Site, minsu: User) -> None:
    client = guarded.client()

    assert client.get("/unguarded", headers=guarded.bearer(minsu)).json == {"id": minsu.id}
    assert client.get("/unguarded").json == {"id": ""}
    assert client.get("/unguarded", headers=bearer("nonsense")).json == {"id": ""}


@pytest.mark.requirement("RS-03")
def test_tokens_of_another_site_are_refused(guarded: Site, make_site: MakeSite) -> None:
    other = make_site(tokens_audience="https://other.example.com")
    headers = other.bearer(other.add_user())

    assert guarded.client().get("/bare", headers=headers).json["code"] == "token_invalid"


@pytest.mark.requirement("PW-19")
@pytest.mark.parametrize("path", GUARDED)
def test_a_login_that_may_only_change_the_password_opens_no_view(
    guarded: Site, minsu: User, path: str
) -> None:
    answer = guarded.client().get(path, headers=guarded.bearer(minsu, scope="password_change"))

    assert (answer.status_code, answer.json["code"]) == (403, "password_change_required")


def test_the_token_is_pickled_copied_and_its_claims_are_written_as_json(make_site: MakeSite) -> None:
    site = make_site(options={"claims": lambda _user, _session: {"tenant": {"id": 7, "tags": ["a"]}}})
    kept: list[object] = []

    @site.app.get("/kept")
    @login_required
    def keep() -> ResponseReturnValue:
        for name in (current_token, current_user):
            kept.extend([pickle.loads(pickle.dumps(name)), copy.copy(name), copy.deepcopy(name)])
        return jsonify(current_token.claims)

    answer = site.client().get("/kept", headers=site.bearer(site.add_user()))

    assert answer.json["tenant"] == {"id": 7, "tags": ["a"]}
    tokens, users = kept[:3], kept[3:]
    assert all(isinstance(token, VerifiedToken) and token == tokens[0] for token in tokens)
    assert {getattr(user, "username", None) for user in users} == {"minsu.kim"}


def test_a_role_in_the_place_of_the_view_is_told() -> None:
    with pytest.raises(TypeError, match="write @login_required"):
        login_required("admin")  # type: ignore[call-overload]


@pytest.mark.parametrize("max_age", [600, "10 minutes", 0])
def test_an_age_that_is_no_timedelta_is_told_before_any_request(max_age: object) -> None:
    with pytest.raises(TypeError, match="timedelta"):
        login_required(max_age=max_age)  # type: ignore[call-overload]


@pytest.mark.parametrize("demand", [{"roles": set()}, {"roles": []}, {"factors": ()}])
def test_a_list_of_nothing_is_refused_and_opens_no_view(demand: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is empty"):
        login_required(**demand)
