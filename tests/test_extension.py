"""What the extension promises to the application that it is put on."""

import gc
import json
import logging
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue

from daemun import Daemun, SettingsRefused, current_user, login_required
from daemun.features.audit.events import Event
from daemun.signals import signal_for
from tests.answers import code_of
from tests.attacks.site import PASSWORD, MakeSite, Site, bearer, sites


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[MakeSite]:
    with sites(tmp_path) as make:
        yield make


def application(*, with_login: bool, folder: Path) -> Flask:
    """An application with opinions of its own about everything that an extension could touch."""
    app = Flask("host", instance_path=str(folder), static_folder=None)

    class Loud(DefaultJSONProvider):
        def dumps(self, obj: object, **kwargs: object) -> str:
            return json.dumps({"loud": obj})

    app.json = Loud(app)
    app.register_error_handler(404, lambda error: ("nothing here", 404))
    app.register_error_handler(ValueError, lambda error: ("our own error", 418))

    @app.after_request
    def sign(response: Response) -> Response:
        response.headers["X-Host"] = "yes"
        return response

    @app.route("/page", methods=["GET", "POST"])
    def page() -> ResponseReturnValue:
        return jsonify(method=request.method, length=len(request.get_data()))

    @app.get("/fails")
    def fails() -> ResponseReturnValue:
        raise ValueError

    if with_login:
        Daemun(app)
    return app


def test_the_other_routes_of_an_application_are_untouched(tmp_path: Path) -> None:
    def answers(*, with_login: bool) -> list[object]:
        client = application(with_login=with_login, folder=tmp_path).test_client()
        calls = [client.get("/page"), client.post("/page", data=b"x" * 10**5), client.get("/nowhere")]
        calls += [client.get("/fails"), client.put("/page"), client.options("/page")]
        return [(call.status, call.get_data(), sorted(call.headers)) for call in calls]

    assert answers(with_login=True) == answers(with_login=False)


def test_the_hooks_of_an_application_see_the_routes_of_the_login_too(tmp_path: Path) -> None:
    app = application(with_login=True, folder=tmp_path)

    body = json.dumps({"username": "a", "password": "b"})
    answer = app.test_client().post("/auth/login", data=body, content_type="application/json")

    assert answer.headers["X-Host"] == "yes"
    # Our bodies do not depend on the application's way of writing JSON.
    assert json.loads(answer.data)["code"] == "invalid_credentials"
    app.extensions["daemun"].close()


def test_logging_is_left_as_it_was(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("daemun").handlers)

    application(with_login=True, folder=tmp_path)

    assert (root.level, list(root.handlers), logging.getLogger("daemun").handlers) == before


def test_two_applications_of_one_extension_know_nothing_of_each_other(tmp_path: Path) -> None:
    auth = Daemun()
    apps = [Flask(name, instance_path=str(tmp_path / name), static_folder=None) for name in ("one", "two")]
    for app in apps:
        auth.init_app(app)
    first, second = (Site(app, clock=None) for app in apps)  # type: ignore[arg-type]
    user = first.add_user()

    assert first.client().get("/auth/me", headers=first.bearer(user)).status_code == 200
    assert second.client().get("/auth/me", headers=first.bearer(user)).json["code"] == "token_invalid"
    assert second.log_in().status_code == 401
    with apps[0].app_context():
        assert auth.users.find(user.id) is not None
    with apps[1].app_context():
        assert auth.users.find(user.id) is None
    for site in (first, second):
        site.services.close()


@pytest.mark.parametrize("secret_key", [None, "Xm9v2k7QpL4sT8wZr1yB6nC3dF5gH0jKAeUiOqWx"])
def test_an_application_that_a_test_drops_is_given_back(tmp_path: Path, secret_key: str | None) -> None:
    def use_and_drop() -> weakref.ref[Flask]:
        app = Flask("host", instance_path=str(tmp_path), static_folder=None)
        app.config["DAEMUN_SECRET_KEY"] = secret_key
        Daemun(app, pages=True)
        made = app.test_client().post("/auth/register", json={"username": "minsu", "password": PASSWORD})
        assert made.status_code == 201
        return weakref.ref(app)

    dropped = use_and_drop()
    gc.collect()

    assert dropped() is None


def test_one_application_takes_the_extension_once(tmp_path: Path) -> None:
    app = Flask("once", instance_path=str(tmp_path), static_folder=None)
    auth = Daemun(app)

    with pytest.raises(RuntimeError, match="already"):
        auth.init_app(app)


@pytest.mark.requirement("CF-02")
def test_all_mistakes_in_the_settings_are_told_at_once_without_their_values(tmp_path: Path) -> None:
    app = Flask("wrong", instance_path=str(tmp_path), static_folder=None)
    app.config.update(
        DAEMUN_LOCKOUT_MAX_FAILURE=3,
        DAEMUN_PASSWORDS_MIN_LENGTH=7,
        DAEMUN_TOKENS_ISSUER="http://x.example/s3cr3t",
    )

    with pytest.raises(SettingsRefused) as refused:
        Daemun(app)

    text = str(refused.value)
    assert "DAEMUN_LOCKOUT_MAX_FAILURE: no such setting; did you mean DAEMUN_LOCKOUT_MAX_FAILURES?" in text
    assert "DAEMUN_PASSWORDS_MIN_LENGTH" in text
    assert "s3cr3t" not in text


@pytest.mark.requirement("CF-01", "JK-10")
@pytest.mark.parametrize(
    "settings",
    [
        {"secret_key": "short"},
        {"secret_key": "a" * 64},
        {"secret_key": "correct horse battery staple correct horse"},
        {"tokens_issuer": "http://login.example.com"},
        {"http_origin": "http://www.example.com"},
        {"sessions_idle_lifetime": 30 * 86400, "sessions_absolute_lifetime": 86400},
    ],
)
def test_an_unsafe_start_is_refused(make_site: MakeSite, settings: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        make_site(**settings)


@pytest.mark.requirement("CF-01", "JK-01")
def test_keys_are_made_at_first_start_and_private(make_site: MakeSite) -> None:
    one, two = make_site(), make_site()
    paths = [Path(site.app.instance_path) / "daemun-secret-key" for site in (one, two)]

    assert paths[0].read_text() != paths[1].read_text()
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600, 0o600]
    kids = [site.client().get("/auth/.well-known/jwks.json").json["keys"][0]["kid"] for site in (one, two)]
    assert kids[0] != kids[1]

    paths[0].chmod(0o644)
    again = Flask("again", instance_path=one.app.instance_path, static_folder=None)
    with pytest.raises(ValueError, match="chmod 600"):
        Daemun(again)


@pytest.mark.requirement("JK-02", "JK-03", "CR-02")
@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_the_published_set_holds_public_members_only(make_site: MakeSite, algorithm: str) -> None:
    site = make_site(tokens_algorithm=algorithm)

    (key,) = site.client().get("/auth/.well-known/jwks.json").json["keys"]

    assert key.keys() <= {"kty", "crv", "x", "y", "n", "e", "kid", "alg", "use"}
    assert (key["alg"], key["use"], len(key["kid"])) == (algorithm, "sig", 43)
    user = site.add_user()
    assert site.client().get("/auth/me", headers=site.bearer(user)).status_code == 200


def test_events_reach_the_listeners_of_their_application(make_site: MakeSite) -> None:
    site, other = make_site(), make_site()
    heard: list[object] = []

    def hear(sender: Flask, *, event: Event) -> None:
        heard.append((sender, event.user_id))

    with signal_for("user.logged_in").connected_to(hear, sender=site.app):
        other.add_user()
        other.log_in()
        user = site.add_user()
        site.log_in()

    assert heard == [(site.app, user.id)]


def test_the_login_of_the_post_works_at_the_root(make_site: MakeSite) -> None:
    site = make_site(options={"url_prefix": ""}, http_default_language="ko")

    @site.app.get("/protected")
    @login_required
    def protected() -> ResponseReturnValue:
        return {"message": f"{current_user.username}, 인증 성공"}

    site.add_user()
    client = site.client()
    token = client.post("/login", json={"username": "minsu.kim", "password": PASSWORD}).json["token"]
    assert client.get("/protected", headers=bearer(token)).json == {"message": "minsu.kim, 인증 성공"}
    assert client.get("/protected", headers=bearer("x")).json["detail"] == "유효하지 않은 토큰입니다."
    assert client.get("/protected").status_code == 401
    site.clock.tick(minutes=10)
    assert client.get("/protected", headers=bearer(token)).json["detail"] == "토큰이 만료되었습니다."


def test_times_are_those_of_the_injected_clock(make_site: MakeSite) -> None:
    site = make_site()
    user = site.add_user()

    created = site.client().get("/auth/me", headers=site.bearer(user)).json["created_at"]

    assert datetime.fromisoformat(created).astimezone(UTC) == site.clock.now()


@pytest.mark.requirement("CF-01")
@pytest.mark.parametrize("is_late", [True, False])
def test_in_debug_mode_only_this_machine_is_answered_except_in_development(
    tmp_path: Path, is_late: bool
) -> None:
    answers = []
    for development in (False, True):
        app = Flask("debugged", instance_path=str(tmp_path), static_folder=None)
        app.config["DAEMUN_DEVELOPMENT"] = development
        app.debug = not is_late
        Daemun(app)
        app.debug = True
        client = app.test_client()
        for address in ("127.0.0.1", "::1", "192.0.2.7", ""):
            answer = client.get("/auth/me", environ_base={"REMOTE_ADDR": address})
            answers.append((development, address, code_of(answer)))

    assert [code for development, _, code in answers if development] == ["token_missing"] * 4
    assert [code for development, _, code in answers if not development] == [
        *["token_missing"] * 2,
        *["debug_mode"] * 2,
    ]


@pytest.mark.requirement("CF-01", "CF-02")
def test_a_key_file_that_others_can_read_is_told_with_all_other_mistakes(tmp_path: Path) -> None:
    app = Flask("open", instance_path=str(tmp_path), static_folder=None)
    app.config["DAEMUN_TYPO"] = 1
    key_file = tmp_path / "daemun-secret-key"
    key_file.write_text("x")
    key_file.chmod(0o644)

    with pytest.raises(SettingsRefused) as refused:
        Daemun(app)

    assert [mistake.split(":")[0] for mistake in refused.value.mistakes] == [
        "DAEMUN_TYPO",
        "daemun-secret-key",
    ]
