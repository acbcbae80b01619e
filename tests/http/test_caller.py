"""In cookies a login lasts as long as its session: the request renews itself."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask, Response, redirect, render_template_string, request, stream_with_context
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from werkzeug.test import EnvironBuilder, TestResponse

from daemun import Daemun, current_token, current_user, login_required
from daemun.features.audit.service import SYSTEM
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.builders import PASSWORD
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
MEANWHILE = "WHAT_HAPPENS_WHILE_A_SLOW_VIEW_RUNS"
FROM_A_MAIL = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Accept": "text/html"}


@pytest.fixture
def auth(frozen_clock: FrozenClock) -> Daemun:
    return Daemun(clock=frozen_clock)


@pytest.fixture
def app(auth: Daemun, tmp_path: Path) -> Iterator[Flask]:
    app = Flask("pages", instance_path=str(tmp_path), static_folder=None)
    app.config["DAEMUN_TRANSPORT_COOKIES"] = True
    auth.init_app(app)
    add_views(app)
    yield app
    with app.app_context():
        auth.services.close()


def add_views(app: Flask) -> None:
    @app.get("/open")
    def page() -> str:
        return render_template_string("{{ current_user.username if current_user else 'guest' }}")

    @app.get("/guests")
    @login_required(optional=True)
    def guests() -> str:
        return current_user.username or "guest"

    @app.route("/members", methods=["GET", "POST"])
    @login_required
    def members() -> ResponseReturnValue:
        return {"who": current_user.username, "text": request.form.get("text")}

    @app.get("/moved")
    @login_required
    def moved() -> ResponseReturnValue:
        return redirect("/members")

    @app.get("/stream")
    @login_required
    def stream() -> Response:
        def parts() -> Iterator[str]:
            yield "for "
            yield current_user.username or "nobody"

        return Response(stream_with_context(parts()))

    @app.get("/slow")
    @login_required
    def slow() -> str:
        app.config[MEANWHILE]()
        return current_user.username or ""

    @app.get("/claims")
    @login_required
    def claims() -> ResponseReturnValue:
        return dict(current_token.claims)


@pytest.fixture
def person(app: Flask) -> FlaskClient:
    """A browser that is logged in."""
    client = app.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    answer = client.post(
        "/auth/register", json={"username": "minsu", "password": PASSWORD}, headers=SAME_ORIGIN
    )
    assert answer.status_code == 201
    return client


def cookie(client: FlaskClient, name: str) -> str | None:
    found = client.get_cookie(name)
    return None if found is None else found.value


def a_request(browser: FlaskClient, path: str) -> EnvironBuilder:
    """What a browser sends now, cookies included; when it arrives is another thing."""
    names = (ACCESS_COOKIE, REFRESH_COOKIE)
    cookies = "; ".join(f"{name}={cookie(browser, name)}" for name in names)
    method = "POST" if path == "/auth/refresh" else "GET"
    return EnvironBuilder(path, method=method, headers=[("Cookie", cookies), *SAME_ORIGIN.items()])


def answer_of(app: Flask, request: EnvironBuilder) -> TestResponse:
    return app.test_client(use_cookies=False).open(request.get_environ())


@pytest.mark.parametrize("path", ["/open", "/guests", "/members", "/moved", "/stream", "/auth/me"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_two_days_later_is_answered_and_renews_the_session(
    person: FlaskClient, frozen_clock: FrozenClock, path: str, method: str
) -> None:
    before = cookie(person, REFRESH_COOKIE)
    frozen_clock.tick(days=2)

    answer = person.open(path, method=method, headers=FROM_A_MAIL)

    assert answer.status_code in (200, 302)
    assert "minsu" in answer.text or method == "HEAD" or path == "/moved"
    assert cookie(person, REFRESH_COOKIE) != before
    assert answer.headers["Cache-Control"] == "no-store"
    # The new cookies carry the next page without another renewal.
    assert "Set-Cookie" not in person.get("/members").headers


def test_a_form_that_is_sent_after_eleven_minutes_loses_nothing(
    person: FlaskClient, frozen_clock: FrozenClock
) -> None:
    frozen_clock.tick(minutes=11)

    answer = person.post("/members", data={"text": "long and thought out"}, headers=SAME_ORIGIN)

    assert answer.json == {"who": "minsu", "text": "long and thought out"}


@pytest.mark.requirement("CS-01")
def test_another_site_can_neither_act_nor_renew(person: FlaskClient, frozen_clock: FrozenClock) -> None:
    frozen_clock.tick(minutes=11)
    before = cookie(person, REFRESH_COOKIE)

    answer = person.post("/members", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert code_of(answer) == "cross_site_request"
    assert cookie(person, REFRESH_COOKIE) == before


def test_twenty_parallel_requests_of_one_page_end_with_one_successor(
    app: Flask, person: FlaskClient, frozen_clock: FrozenClock
) -> None:
    frozen_clock.tick(minutes=11)
    cookies = (
        f"{ACCESS_COOKIE}={cookie(person, ACCESS_COOKIE)}; {REFRESH_COOKIE}={cookie(person, REFRESH_COOKIE)}"
    )

    def fetch(_number: int) -> tuple[int, str]:
        answer = app.test_client(use_cookies=False).get("/members", headers={"Cookie": cookies})
        (renewed,) = (
            line.split(";")[0]
            for line in answer.headers.getlist("Set-Cookie")
            if line.startswith(REFRESH_COOKIE)
        )
        return answer.status_code, renewed

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(fetch, range(20)))

    assert {status for status, _ in answers} == {200}
    assert len({renewed for _, renewed in answers}) == 1


@pytest.mark.parametrize("path", ["/open", "/guests"])
def test_a_revoked_session_makes_a_guest_and_takes_the_cookies_away(
    app: Flask, auth: Daemun, person: FlaskClient, frozen_clock: FrozenClock, path: str
) -> None:
    with app.app_context():
        user = auth.users.find_by_username("minsu")
        assert user is not None
        auth.services.store.batches.in_batch(lambda: auth.sessions.revoke_all(user.id, reason="test"))
    frozen_clock.tick(minutes=1)

    answer = person.get(path)

    assert (answer.status_code, answer.text) == (200, "guest")
    assert cookie(person, ACCESS_COOKIE) is None
    assert cookie(person, REFRESH_COOKIE) is None


@pytest.mark.parametrize("path", ["/open", "/guests", "/members", "/auth/refresh"])
@pytest.mark.parametrize("age", [{"seconds": 0}, {"minutes": 11}])
def test_what_was_under_way_when_the_browser_logged_in_again_takes_no_cookies_away(
    app: Flask, person: FlaskClient, frozen_clock: FrozenClock, path: str, age: dict[str, int]
) -> None:
    frozen_clock.tick(**age)
    under_way = a_request(person, path)
    again = person.post("/auth/login", json={"username": "minsu", "password": PASSWORD}, headers=SAME_ORIGIN)

    late = answer_of(app, under_way)

    assert again.status_code == 200
    assert late.status_code == (200 if path in ("/open", "/guests") else 401)
    assert late.headers.getlist("Set-Cookie") == []
    assert "Clear-Site-Data" not in late.headers
    assert person.get("/members").status_code == 200
    # Whoever comes with them later has no newer ones.
    frozen_clock.tick(minutes=1)
    assert len(answer_of(app, under_way).headers.getlist("Set-Cookie")) == 2


@pytest.mark.parametrize("call", ["login", "logout"])
def test_a_slow_answer_puts_no_older_cookies_over_those_of_a_login_in_the_meantime(
    app: Flask, person: FlaskClient, frozen_clock: FrozenClock, call: str
) -> None:
    frozen_clock.tick(minutes=11)
    body = {"username": "minsu", "password": PASSWORD} if call == "login" else None
    app.config[MEANWHILE] = lambda: person.post(f"/auth/{call}", json=body, headers=SAME_ORIGIN)

    late = answer_of(app, a_request(person, "/slow"))

    assert (late.status_code, late.text, late.headers.getlist("Set-Cookie")) == (200, "minsu", [])
    assert person.get("/members").status_code == (200 if call == "login" else 401)


@pytest.mark.parametrize("path", ["/guests", "/auth/refresh"])
def test_what_was_under_way_during_a_step_up_takes_no_cookies_away(
    app: Flask, person: FlaskClient, frozen_clock: FrozenClock, path: str
) -> None:
    frozen_clock.tick(minutes=9, seconds=58)
    under_way = a_request(person, path)
    proven = person.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=SAME_ORIGIN)
    frozen_clock.tick(seconds=4)

    late = answer_of(app, under_way)

    assert (proven.status_code, late.headers.getlist("Set-Cookie")) == (200, [])
    assert person.get("/members").status_code == 200


@pytest.mark.parametrize("how", ["ended_elsewhere", "logged_out_here"])
def test_cookies_of_a_session_that_ended_just_now_are_taken_away(
    app: Flask, auth: Daemun, person: FlaskClient, how: str
) -> None:
    left = a_request(person, "/guests")
    with app.app_context():
        user = auth.users.find_by_username("minsu")
        assert user is not None
        if how == "ended_elsewhere":
            auth.sessions.revoke_others(user.id, keep="", origin=SYSTEM)
        else:
            person.post("/auth/logout", headers=SAME_ORIGIN)

    answer = answer_of(app, left)

    assert answer.text == "guest"
    assert [line.split(";")[0] for line in answer.headers.getlist("Set-Cookie")] == [
        f"{ACCESS_COOKIE}=",
        f"{REFRESH_COOKIE}=",
    ]


@pytest.mark.parametrize("lifetime", [{"minutes": 11}, {"days": 15}])
@pytest.mark.parametrize("refresh", [None, "nonsense"])
def test_dead_cookies_are_cleared_by_a_refusal_too(
    person: FlaskClient, frozen_clock: FrozenClock, lifetime: dict[str, int], refresh: str | None
) -> None:
    person.delete_cookie(REFRESH_COOKIE)
    if refresh is not None:
        person.set_cookie(REFRESH_COOKIE, refresh, secure=True)
    frozen_clock.tick(**lifetime)

    answer = person.get("/members")

    assert (answer.status_code, code_of(answer)) == (401, "token_expired")
    assert cookie(person, ACCESS_COOKIE) is None


@pytest.mark.parametrize("call", ["login", "register", "logout", "refresh"])
@pytest.mark.parametrize("stale", ["expired", "nonsense", "revoked"])
def test_every_call_works_whatever_stale_cookies_come_along(
    app: Flask, auth: Daemun, person: FlaskClient, frozen_clock: FrozenClock, call: str, stale: str
) -> None:
    if stale == "nonsense":
        for name in (ACCESS_COOKIE, REFRESH_COOKIE):
            person.set_cookie(name, "nonsense", secure=True)
    elif stale == "expired":
        frozen_clock.tick(days=15)
    else:
        person.post("/auth/logout", headers=SAME_ORIGIN)
    body = {"username": "minsu", "password": PASSWORD}
    bodies = {"login": body, "register": {**body, "username": "jiwoo"}}

    answer = person.post(f"/auth/{call}", json=bodies.get(call), headers=SAME_ORIGIN)

    match call:
        case "login" | "register":
            assert answer.status_code in (200, 201)
            assert person.get("/members").status_code == 200
        case "logout":
            assert answer.status_code in (204, 401)
        case "refresh":
            assert code_of(answer) == "session_ended"
    if call in ("logout", "refresh"):
        assert person.get("/open").text == "guest"
        assert cookie(person, REFRESH_COOKIE) is None


def test_a_bad_token_in_a_header_is_refused_where_guests_are_let_in(app: Flask) -> None:
    answer = app.test_client().get("/guests", headers={"Authorization": "Bearer null"})

    assert (answer.status_code, code_of(answer)) == (401, "token_invalid")


def test_claims_of_the_current_token_are_json(person: FlaskClient) -> None:
    assert json.loads(person.get("/claims").text)["amr"] == ["pwd"]


def test_a_guest_is_nobody_and_a_user_is_the_same_user_however_found(
    app: Flask, auth: Daemun, person: FlaskClient
) -> None:
    headers = {"Cookie": f"{ACCESS_COOKIE}={cookie(person, ACCESS_COOKIE)}"}

    for sent, is_minsu in ((headers, True), ({}, False)):
        with app.test_request_context("/", headers=sent):
            user = auth.users.find_by_username("minsu")
            assert (current_user == user, user == current_user) == (is_minsu, is_minsu)
            assert current_user.is_authenticated is is_minsu


def test_while_the_store_is_away_a_guarded_page_is_503_and_the_cookies_stay(
    app: Flask, auth: Daemun, person: FlaskClient, frozen_clock: FrozenClock, tmp_path: Path
) -> None:
    frozen_clock.tick(minutes=11)
    with app.app_context():
        auth.services.close()
    for file in tmp_path.glob("daemun.sqlite3*"):
        file.rename(file.with_suffix(".away"))
    (tmp_path / "daemun.sqlite3").mkdir()

    guarded, unguarded = person.get("/members"), person.get("/open")

    assert (guarded.status_code, code_of(guarded)) == (503, "store_unavailable")
    assert (unguarded.status_code, unguarded.text) == (200, "guest")
    assert cookie(person, REFRESH_COOKIE) is not None
