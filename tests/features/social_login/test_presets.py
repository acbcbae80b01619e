"""Each provider that is known by name: a whole login, and what is false in its own way."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from flask import Flask
from pydantic import BaseModel

from daemun import Daemun, Preset
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import add_user
from tests.features.social_login.browser import leave, me
from tests.features.social_login.elsewhere import Answer, json_answer
from tests.features.social_login.posting import go, hop, land
from tests.features.social_login.shapes import GITHUB_USER, SECRET, SHAPES, TENANT
from tests.features.social_login.stand_in import StandIn

OTHER_TENANT = "11111111-2222-3333-4444-555555555555"
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"


class Profile(BaseModel):
    name: str = ""


@pytest.fixture(scope="module")
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="module")
def server(clock: FrozenClock) -> Iterator[StandIn]:
    with StandIn(now=lambda: clock.now().timestamp()) as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def app(clock: FrozenClock, server: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application that knows all of them."""
    providers = {name: server.settings(name) for name in SHAPES}
    providers["work"] = server.settings("microsoft", tenant="organizations", tenants=[TENANT])
    app = Flask("host", instance_path=str(tmp_path_factory.mktemp("presets")))
    app.config["DAEMUN_TRANSPORT_COOKIES"] = True
    app.config["DAEMUN_LOCKOUT_REGISTRATIONS_PER_HOUR"] = 1000
    auth = Daemun(app, clock=clock, profile=Profile, providers=providers)
    yield app
    with app.app_context():
        auth.services.close()


@pytest.fixture
def stand_in(server: StandIn, clock: FrozenClock) -> Iterator[StandIn]:
    """True again after each test."""
    yield server
    server.be_true()
    clock.tick(minutes=1)


def claims_of(stand_in: StandIn, **changes: object) -> None:
    """Say this in ID tokens; None leaves a claim out."""

    def alter(claims: dict[str, Any]) -> None:
        claims |= changes
        for name in [name for name, value in claims.items() if value is None]:
            del claims[name]

    stand_in.alter = alter


def users_of(app: Flask) -> int:
    return len(app.extensions["daemun"].users.list_page())


@pytest.mark.parametrize("name", SHAPES)
def test_a_whole_login(app: Flask, stand_in: StandIn, name: str) -> None:
    shape, client = SHAPES[name], app.test_client()

    answer = go(client, stand_in, name)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/"), answer.text
    user = me(client).get_json()
    # An address that is not proven stays out where no mail can prove it.
    assert (user["email"], user["profile"]["name"]) == (shape.email if shape.is_proven else None, shape.name)
    (identity,) = client.get("/auth/me/identities", base_url="https://shop.example").get_json()["identities"]
    assert (identity["provider"], identity["email"]) == (name, shape.email)

    again = app.test_client()
    go(again, stand_in, name, user="")
    assert me(again).get_json()["id"] == user["id"]


def test_they_are_listed_by_their_names_in_the_persons_language(app: Flask) -> None:
    client = app.test_client()
    found = {}
    for language in ("ko", "en"):
        answer = client.get("/auth/providers", headers={"Accept-Language": language}).get_json()
        found[language] = {each["name"]: each["label"] for each in answer["providers"]}

    assert (found["ko"]["kakao"], found["en"]["kakao"]) == ("카카오", "Kakao")
    assert (found["ko"]["naver"], found["ko"]["forum"]) == ("네이버", "forum")


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("google", {"iss": "https://evil.example"}),
        ("google", {"iss": "accounts.google.com.evil.example"}),
        ("google", {"azp": "another"}),
        ("kakao", {"nonce": "another"}),
        ("kakao", {"nonce": None}),
        ("naver", {"nonce": "another"}),
        ("apple", {"nonce": None}),
        ("apple", {"nonce": None, "nonce_supported": "true"}),
        ("apple", {"nonce": "another", "nonce_supported": False}),
        ("line", {"aud": "another"}),
        # The issuer of one tenant, with the name of another.
        ("microsoft", {"tid": OTHER_TENANT}),
        ("microsoft", {"tid": None}),
        ("microsoft", {"tid": "{tenantid}", "iss": "{base}/login.microsoftonline.com/{tenantid}/v2.0"}),
        ("microsoft", {"tid": "../x", "iss": "{base}/login.microsoftonline.com/../x/v2.0"}),
        ("work", {"tid": OTHER_TENANT, "iss": f"{{base}}/login.microsoftonline.com/{OTHER_TENANT}/v2.0"}),
        ("work", {"tid": CONSUMERS, "iss": f"{{base}}/login.microsoftonline.com/{CONSUMERS}/v2.0"}),
    ],
)
def test_what_is_said_by_or_for_others_is_refused(
    app: Flask, stand_in: StandIn, name: str, changes: dict[str, object]
) -> None:
    before = users_of(app)
    claims_of(
        stand_in,
        **{
            claim: value.replace("{base}", stand_in.base) if isinstance(value, str) else value
            for claim, value in changes.items()
        },
    )
    client = app.test_client()

    assert code_of(go(client, stand_in, name)) == "provider_refused"

    assert (code_of(me(client)), users_of(app)) == ("token_missing", before)


def test_apple_may_say_that_it_cannot_repeat_the_nonce(app: Flask, stand_in: StandIn) -> None:
    claims_of(stand_in, nonce=None, nonce_supported=False, sub="old-phone", email=None)

    assert go(app.test_client(), stand_in, "apple").status_code == 302


def test_google_may_leave_out_the_scheme_of_its_name(app: Flask, stand_in: StandIn) -> None:
    client, other = app.test_client(), app.test_client()
    claims_of(stand_in, sub="old-1", email=None)
    go(client, stand_in, "google")
    claims_of(stand_in, sub="old-1", email=None, iss="accounts.google.com")

    assert go(other, stand_in, "google").status_code == 302
    assert me(other).get_json()["id"] == me(client).get_json()["id"]


def test_one_subject_of_two_tenants_is_two_people(app: Flask, stand_in: StandIn) -> None:
    client, other = app.test_client(), app.test_client()
    claims_of(stand_in, sub="same")
    go(client, stand_in, "microsoft")
    issuer = f"{stand_in.base}/login.microsoftonline.com/{OTHER_TENANT}/v2.0"
    claims_of(stand_in, sub="same", tid=OTHER_TENANT, iss=issuer)

    assert go(other, stand_in, "microsoft").status_code == 302
    assert me(other).get_json()["id"] != me(client).get_json()["id"]


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize("name", ["line", "kakao"])
def test_an_id_token_in_another_familys_algorithm_is_refused(
    app: Flask, stand_in: StandIn, name: str
) -> None:
    """LINE's by the published keys; Kakao's by the secret, or the published key as one."""
    before = users_of(app)
    wrong: list[Callable[[dict[str, Any]], str]] = [
        lambda claims: jwt.encode(claims, "another secret of thirty-two bytes", algorithm="HS256"),
        lambda claims: jwt.encode(claims, "", algorithm="none"),
    ]
    if name == "line":
        wrong.append(stand_in.sign_with_keys)
    else:
        wrong.append(lambda claims: jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": "key-1"}))
        wrong.append(lambda claims: stand_in.sign_with_keys(claims, "RS512"))
    for sign in wrong:
        stand_in.sign = lambda _shape, claims, sign=sign: sign(claims)  # type: ignore[misc]

        assert code_of(go(app.test_client(), stand_in, name)) == "provider_refused"

    assert users_of(app) == before


def github(**members: object) -> Answer:
    return json_answer({**GITHUB_USER, **members})


def emails(*listed: object) -> Answer:
    return Answer(200, json.dumps(listed).encode())


PRIMARY = {"email": "gh@example.kr", "primary": True, "verified": True}


@pytest.mark.parametrize(
    ("listed", "email"),
    [
        (emails(PRIMARY), "gh@example.kr"),
        (emails(), None),
        (emails({**PRIMARY, "verified": False}), None),
        (emails({**PRIMARY, "verified": "true"}), None),
        (emails({**PRIMARY, "primary": False}), None),
        (emails({**PRIMARY, "email": None}), None),
        (emails({**PRIMARY, "email": "1+minsu@users.noreply.github.com"}), None),
        (emails("gh@example.kr", 17, None), None),
    ],
)
def test_github_gives_the_address_in_a_list_of_its_own(
    app: Flask, stand_in: StandIn, listed: Answer, email: str | None
) -> None:
    stand_in.false["api.github.com/user"] = github(id=1_000 + users_of(app))
    stand_in.false["api.github.com/user/emails"] = listed
    client = app.test_client()

    assert go(client, stand_in, "github").status_code == 302

    assert me(client).get_json()["email"] == email


def test_a_name_that_github_gives_to_another_account_is_another_person(app: Flask, stand_in: StandIn) -> None:
    client, other = app.test_client(), app.test_client()
    stand_in.false["api.github.com/user/emails"] = emails()
    stand_in.false["api.github.com/user"] = github(id=888_888)
    go(client, stand_in, "github")
    stand_in.false["api.github.com/user"] = github(id=999_999)

    go(other, stand_in, "github")

    assert me(other).get_json()["id"] != me(client).get_json()["id"]


NAVER = "openapi.naver.com/v1/nid/me"


@pytest.mark.parametrize(
    ("name", "address", "answer", "code"),
    [
        ("github", "api.github.com/user", github(id=None), "provider_refused"),
        ("github", "api.github.com/user", github(id=True), "provider_refused"),
        ("github", "api.github.com/user", github(id=""), "provider_refused"),
        ("github", "api.github.com/user/emails", Answer(404, b"{}"), "provider_unavailable"),
        ("github", "api.github.com/user/emails", json_answer({}), "provider_unavailable"),
        ("github", "api.github.com/user/emails", Answer(200, b'[], "list": []'), "provider_unavailable"),
        ("github", "api.github.com/user/emails", Answer(200, b"[" * 5000), "provider_unavailable"),
        ("github", "api.github.com/user", Answer(200, b"<html>"), "provider_unavailable"),
        ("forum", "forum.example/api/me", json_answer({"user": 42}), "provider_refused"),
        ("forum", "forum.example/api/me", json_answer({"user": {"id": 4.2}}), "provider_refused"),
        ("forum", "forum.example/oauth/token", json_answer({"token_type": "bearer"}), "provider_refused"),
        (
            "naver",
            NAVER,
            json_answer({"resultcode": "024", "message": "Authentication failed"}),
            "provider_refused",
        ),
        ("naver", NAVER, json_answer({"response": {"id": "x"}}), "provider_refused"),
        ("naver", NAVER, Answer(500, b"oops"), "provider_unavailable"),
        ("naver", NAVER, Answer(200, b'{"a":"' + b"x" * 300_000 + b'"}'), "provider_unavailable"),
        ("kakao", "kauth.kakao.com/oauth/token", Answer(200, b"<html>"), "provider_unavailable"),
        (
            "line",
            "api.line.me/oauth2/v2.1/token",
            json_answer({"error": "invalid_grant"}),
            "provider_refused",
        ),
    ],
)
def test_what_is_no_answer_makes_nobody(
    app: Flask, stand_in: StandIn, name: str, address: str, answer: Answer, code: str
) -> None:
    before = users_of(app)
    stand_in.false[address] = answer
    client = app.test_client()

    assert code_of(go(client, stand_in, name)) == code

    assert (code_of(me(client)), users_of(app)) == ("token_missing", before)


def test_naver_need_give_nothing_but_a_subject(app: Flask, stand_in: StandIn) -> None:
    stand_in.false[NAVER] = json_answer({"resultcode": "00", "message": "success", "response": "nothing"})
    claims_of(stand_in, sub="only-a-subject")
    client = app.test_client()

    assert go(client, stand_in, "naver").status_code == 302
    assert me(client).get_json()["profile"]["name"] == ""


@pytest.mark.parametrize("issuer", ["https://github.com", "https://evil.example", ""])
def test_github_names_itself_and_no_other_does(app: Flask, stand_in: StandIn, issuer: str) -> None:
    assert code_of(go(app.test_client(), stand_in, "github", iss=issuer)) == "provider_refused"


def test_microsoft_may_name_a_tenant_as_a_browser_comes_back(app: Flask, stand_in: StandIn) -> None:
    where = f"{stand_in.base}/login.microsoftonline.com"

    assert go(app.test_client(), stand_in, "microsoft", iss=f"{where}/{TENANT}/v2.0").status_code == 302
    for wrong in (f"{where}/x/v2.0", f"{where}/{{tenantid}}/v2.0", "https://evil.example"):
        answer = go(app.test_client(), stand_in, "microsoft", iss=wrong)
        assert code_of(answer) == "provider_refused"


@pytest.mark.requirement("OI-10")
def test_apples_post_ends_in_the_browser_that_began(app: Flask, stand_in: StandIn) -> None:
    client = app.test_client()
    back = stand_in.agree(leave(client, provider="apple"))

    page = land(client, back)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers

    # A page of somebody else cannot skip ours: the cookie is missing.
    assert code_of(land(client, (back[0], {**back[1], "from_our_page": "1"}))) == "one_time_token_refused"
    assert code_of(hop(app.test_client(), back)) == "one_time_token_refused"
    assert hop(client, back).status_code == 302


def test_apple_tells_by_post_that_a_person_said_no(app: Flask, stand_in: StandIn) -> None:
    client = app.test_client()
    address, fields = stand_in.agree(leave(client, provider="apple"))
    fields = {"state": fields["state"], "error": "user_cancelled_authorize"}

    assert code_of(hop(client, (address, fields))) == "provider_refused"


def test_others_are_posted_to_in_vain(app: Flask, stand_in: StandIn) -> None:
    client = app.test_client()
    back = stand_in.agree(leave(client, provider="kakao"))

    assert code_of(land(client, back)) == "not_found"


def test_an_address_that_apple_made_up_connects_nothing_by_itself(
    make_app: MakeApp, stand_in: StandIn, clock: FrozenClock, outbox: Outbox
) -> None:
    apple = stand_in.settings("apple", link="auto")
    app = make_app(
        Daemun(clock=clock, mailer=outbox, providers={"apple": apple}),
        transport_cookies=True,
        mail_sender="login@shop.example",
    )
    services = app.extensions["daemun"]
    minsu = add_user(services)
    with services.store.batches.batch():
        services.users.prove_email(minsu)
    claims_of(stand_in, email=minsu.email)

    assert code_of(go(app.test_client(), stand_in, "apple")) == "account_exists"
    claims_of(stand_in, email=minsu.email, is_private_email="false")
    assert go(app.test_client(), stand_in, "apple").status_code == 302


def test_a_preset_of_the_hosts_own(make_app: MakeApp, stand_in: StandIn, clock: FrozenClock) -> None:
    own = stand_in.at(
        Preset(
            label={"en": "Forum", "ko": "포럼"},
            authorization_endpoint="https://forum.example/oauth/authorize",
            token_endpoint="https://forum.example/oauth/token",
            userinfo_endpoint="https://forum.example/api/me",
            scopes=(),
            claims={"sub": "user.id"},
            proves_email=lambda claims: claims.get("email_verified") == "yes",
        )
    )
    providers = {"club": stand_in.settings("kakao", preset=own)}
    client = make_app(Daemun(clock=clock, providers=providers), transport_cookies=True).test_client()

    assert go(client, stand_in, "club").status_code == 302

    assert me(client).get_json()["email"] == "minsu@forum.example"
    (listed,) = client.get("/auth/providers", headers={"Accept-Language": "ko"}).get_json()["providers"]
    assert listed["label"] == "포럼"
