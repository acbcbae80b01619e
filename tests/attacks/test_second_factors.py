"""Guessing, replaying, mixing up and going around second factors."""

from dataclasses import dataclass

import pytest

from tests.attacks.site import PASSWORD, Answer, MakeSite, Site, addresses, bearer
from tests.cookie_names import ACCESS_COOKIE, REFRESH_COOKIE
from tests.features.totp.app import AuthenticatorApp
from tests.storage.racing import race


@dataclass(frozen=True)
class Person:
    """Somebody with an authenticator app."""

    name: str
    phone: AuthenticatorApp
    recovery_codes: list[str]
    access_token: str


def add_person(site: Site, name: str) -> Person:
    site.add_user(name)
    headers = bearer(site.log_in(name).json["access_token"])
    begun = site.client().post("/auth/me/totp", headers=headers).json
    phone = AuthenticatorApp(begun["secret"], site.clock)
    body = {"id": begun["id"], "code": phone.code()}
    confirmed = site.client().post("/auth/me/totp/confirm", json=body, headers=headers).json
    site.clock.tick(seconds=30)
    return Person(name, phone, confirmed["recovery_codes"], confirmed["access_token"])


@pytest.fixture
def minsu(site: Site) -> Person:
    return add_person(site, "minsu.kim")


def begin(site: Site, name: str = "minsu.kim", *, address: str = "192.0.2.1") -> str:
    asked = site.log_in(name, address=address)
    assert asked.status_code == 401, asked.text
    return str(asked.json["login_attempt"])


def finish(site: Site, attempt: str, code: str, *, way: str = "totp", address: str = "192.0.2.1") -> Answer:
    return site.client().post(
        f"/auth/login/{way}",
        json={"login_attempt": attempt, "code": code},
        environ_base={"REMOTE_ADDR": address},
    )


@pytest.mark.requirement("TP-05")
@pytest.mark.parametrize("way", ["totp", "recovery-code"])
def test_guessing_over_logins_addresses_and_right_passwords_is_stopped(
    site: Site, minsu: Person, way: str
) -> None:
    wrong = minsu.phone.wrong_code() if way == "totp" else "A" * 20
    answers = []
    for number in range(4):
        address = f"198.51.100.{number}"
        attempt = begin(site, address=address)
        answers += [finish(site, attempt, wrong, way=way, address=address) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 3


@pytest.mark.requirement("TP-05")
def test_of_100_guesses_at_once_five_are_looked_at(site: Site, minsu: Person) -> None:
    attempt = begin(site)

    answers = race(24, lambda _: finish(site, attempt, minsu.phone.wrong_code()).json["code"])

    assert answers.count("invalid_code") == 5
    assert set(answers) <= {"invalid_code", "login_attempt_ended", "too_many_tries"}


@pytest.mark.requirement("TP-03")
def test_a_code_that_was_looked_over_a_shoulder_is_dead(site: Site, minsu: Person) -> None:
    code = minsu.phone.code()
    assert finish(site, begin(site), code).status_code == 200

    for seconds in (0, 30, 30, 3600 * 24):
        site.clock.tick(seconds=seconds)
        assert finish(site, begin(site), code).json["code"] == "invalid_code"


@pytest.mark.requirement("RV-01")
def test_one_login_spends_one_recovery_code_at_most(site: Site, minsu: Person) -> None:
    attempt = begin(site)

    answers = race(
        4, lambda number: finish(site, attempt, minsu.recovery_codes[number], way="recovery-code").status_code
    )

    assert sorted(answers) == [200, 401, 401, 401]
    headers = bearer(minsu.access_token)
    assert site.client().get("/auth/me/factors", headers=headers).json["recovery_codes"] == 9


@pytest.mark.requirement("EN-07")
def test_only_the_right_password_says_that_there_is_a_second_factor(site: Site, minsu: Person) -> None:
    site.add_user("jiwoo")

    answers = [site.log_in(name, "a-wrong-password-of-mine") for name in ("minsu.kim", "jiwoo", "nobody")]

    said = {(answer.status_code, answer.json["code"], frozenset(answer.json)) for answer in answers}
    assert len(said) == 1
    assert answers[0].json["code"] == "invalid_credentials"
    assert "login_attempt" not in answers[0].json


@pytest.mark.requirement("MF-01")
def test_what_is_held_between_the_steps_opens_nothing(site: Site, minsu: Person) -> None:
    attempt = begin(site)
    as_cookie = {"Cookie": f"__Host-daemun-access={attempt}; __Host-daemun-refresh={attempt}"}

    for method, rule in addresses(site):
        if method in ("HEAD", "OPTIONS") or not rule.startswith("/auth/me"):
            continue
        for headers in (bearer(attempt), as_cookie):
            answer = site.client().open(rule, method=method, headers=headers, json={})
            assert answer.status_code == 401, (method, rule)
    refreshed = site.client().post("/auth/refresh", json={"refresh_token": attempt})
    assert refreshed.json["code"] == "session_ended"
    # And it is still good for what it is for.
    assert finish(site, attempt, minsu.phone.code()).status_code == 200


def test_attempts_and_codes_of_two_people_do_not_mix(site: Site, minsu: Person) -> None:
    jiwoo = add_person(site, "jiwoo")

    assert finish(site, begin(site), jiwoo.phone.code()).json["code"] == "invalid_code"
    assert finish(site, begin(site, "jiwoo"), minsu.phone.code()).json["code"] == "invalid_code"
    crossed = finish(site, begin(site), jiwoo.recovery_codes[0], way="recovery-code")
    assert crossed.json["code"] == "invalid_code"


def test_a_session_from_before_the_factor_is_over(site: Site) -> None:
    user = site.add_user("jiwoo")
    stolen = site.log_in_as(user)
    headers = bearer(site.log_in("jiwoo").json["access_token"])
    begun = site.client().post("/auth/me/totp", headers=headers).json
    body = {"id": begun["id"], "code": AuthenticatorApp(begun["secret"], site.clock).code()}

    site.client().post("/auth/me/totp/confirm", json=body, headers=headers)

    refresh = {"refresh_token": stolen.refresh_token}
    assert site.client().post("/auth/refresh", json=refresh).json["code"] == "session_ended"
    assert site.client().get("/auth/me", headers=bearer(stolen.access_token.text)).status_code == 401


def test_nobody_enrolls_a_secret_that_they_chose(site: Site, minsu: Person) -> None:
    headers = bearer(minsu.access_token)
    chosen = {"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "name": "mine"}

    assert site.client().post("/auth/me/totp", json=chosen, headers=headers).status_code == 422


def test_nobody_adds_an_app_that_somebody_else_began(site: Site, minsu: Person) -> None:
    jiwoo = add_person(site, "jiwoo")
    theirs = site.client().post("/auth/me/totp", headers=bearer(jiwoo.access_token)).json
    body = {"id": theirs["id"], "code": AuthenticatorApp(theirs["secret"], site.clock).code()}

    refused = site.client().post("/auth/me/totp/confirm", json=body, headers=bearer(minsu.access_token))

    assert refused.json["code"] == "invalid_code"


@pytest.mark.requirement("MF-03")
def test_a_thief_with_the_password_takes_no_factor_away(site: Site, minsu: Person) -> None:
    user = site.services.users.find_by_username("minsu.kim")
    assert user is not None
    # As from a device that is trusted: the password was enough.
    thief = bearer(site.log_in_as(user).access_token.text)
    again = site.client().post("/auth/reauthenticate", json={"password": PASSWORD}, headers=thief).json
    thief = bearer(again["access_token"])
    (factor,) = site.client().get("/auth/me/factors", headers=thief).json["factors"]

    refused = [
        site.client().post("/auth/me/totp", headers=thief),
        site.client().delete(f"/auth/me/totp/{factor['id']}", headers=thief),
        site.client().post("/auth/me/recovery-codes", headers=thief),
    ]

    assert {answer.json["code"] for answer in refused} == {"stronger_login_required"}


def test_nothing_of_a_removed_factor_opens_anything(site: Site, minsu: Person) -> None:
    attempt = begin(site)
    headers = bearer(minsu.access_token)
    (factor,) = site.client().get("/auth/me/factors", headers=headers).json["factors"]

    assert site.client().delete(f"/auth/me/totp/{factor['id']}", headers=headers).status_code == 204

    assert finish(site, attempt, minsu.phone.code()).json["code"] == "invalid_code"
    spent = finish(site, attempt, minsu.recovery_codes[0], way="recovery-code")
    assert spent.json["code"] == "invalid_code"


def test_a_forgotten_password_removes_no_factor(site: Site, minsu: Person) -> None:
    user = site.services.users.find_by_username("minsu.kim")
    assert user is not None

    site.services.admin.reset_password(user, origin=site.events()[0].origin)

    assert [each.kind for each in site.services.factors.list_of(user.id)] == ["totp"]


def test_secrets_of_factors_are_in_no_log_and_no_trail(
    site: Site, minsu: Person, caplog: pytest.LogCaptureFixture
) -> None:
    finish(site, begin(site), minsu.recovery_codes[0], way="recovery-code")
    finish(site, begin(site), minsu.phone.code())

    told = caplog.text + repr(site.events())
    for secret in (minsu.phone.secret, minsu.phone.code(), *minsu.recovery_codes):
        assert secret not in told


def test_a_page_of_another_site_changes_nothing_about_factors(make_site: MakeSite) -> None:
    site = make_site(transport_cookies=True)
    tokens = site.log_in_as(site.add_user(), amr=("pwd", "otp"))
    foreign = {
        "Cookie": f"{ACCESS_COOKIE}={tokens.access_token.text}; {REFRESH_COOKIE}={tokens.refresh_token}",
        "Sec-Fetch-Site": "cross-site",
    }
    guarded = [
        (method, rule)
        for method, rule in addresses(site)
        if method in ("POST", "PATCH", "DELETE")
        if rule.startswith(("/auth/me", "/auth/reauthenticate", "/auth/login", "/auth/passkey"))
        # Options give no cookies, and change nothing. Providers send their answers from elsewhere.
        if not rule.endswith(("/login/passkey/options", "/auth/passkey/options")) and "/with/" not in rule
    ]

    answers = {
        call: site.client().open(call[1], method=call[0], headers=foreign, json={}) for call in guarded
    }

    assert len(guarded) > 15
    assert {call: answer.json["code"] for call, answer in answers.items()} == dict.fromkeys(
        guarded, "cross_site_request"
    )
