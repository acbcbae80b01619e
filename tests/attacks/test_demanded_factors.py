"""A demanded second factor is skipped on no path."""

from collections.abc import Callable
from typing import Any

import pytest

from daemun.virtual_passkey import VirtualPasskey
from tests.attacks.site import NEW_PASSWORD, PASSWORD, Answer, MakeSite, Site, bearer
from tests.features.totp.app import AuthenticatorApp

ALLOWED = ("/auth/me/factors", "/auth/me/totp", "/auth/me/passkeys")
"""What a person may do before anything else, with what is below it."""


SHOP = "https://shop.example"


def by_login(site: Site) -> str:
    return token_of(site.log_in())


def by_registration(site: Site) -> str:
    return token_of(
        site.client().post("/auth/register", json={"username": "jiwoo", "password": PASSWORD}), 201
    )


def by_refresh(site: Site) -> str:
    answer = site.log_in().json
    return token_of(site.client().post("/auth/refresh", json={"refresh_token": answer["refresh_token"]}))


def by_reset(site: Site) -> str:
    user = site.services.users.find_by_username("minsu.kim")
    assert user is not None
    site.services.passwords.set(user, NEW_PASSWORD)
    return token_of(site.log_in(password=NEW_PASSWORD))


def by_generated_password(site: Site) -> str:
    """Its owner must replace it first; the next tokens then demand the factor."""
    user = site.services.users.find_by_username("minsu.kim")
    assert user is not None
    generated = site.services.passwords.set_temporary(user).text
    limited = bearer(token_of(site.log_in(password=generated)))
    change = {"current_password": generated, "new_password": NEW_PASSWORD}
    return token_of(site.client().post("/auth/me/password", json=change, headers=limited))


def by_the_application(site: Site) -> str:
    user = site.services.users.find_by_username("minsu.kim")
    assert user is not None
    return site.services.sessions.open_for(user).access_token.text


PATHS = [by_login, by_registration, by_refresh, by_reset, by_generated_password, by_the_application]


def token_of(answer: Answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.text
    return str(answer.json["access_token"])


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    site = make_site(factors_required=True)
    site.add_user()
    return site


@pytest.mark.requirement("MF-02")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_whatever_the_way_in_the_tokens_only_enroll(site: Site, path: Callable[[Site], str]) -> None:
    headers = bearer(path(site))

    assert site.client().get("/auth/me", headers=headers).json["code"] == "factor_enrolment_required"
    assert site.client().get("/auth/me/factors", headers=headers).json["required"] is True


@pytest.mark.requirement("MF-02")
def test_every_other_call_is_closed_and_leaving_is_not(site: Site) -> None:
    headers = bearer(by_login(site))
    guarded = {
        (method, rule.rule): site.client().open(rule.rule, method=method, headers=headers, json={}).json
        for rule in site.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/auth/") and rule.rule != "/auth/logout"
        if site.client().open(rule.rule, method=method, json={}).status_code == 401
        if (site.client().open(rule.rule, method=method, json={}).json or {}).get("code") == "token_missing"
    }

    open_calls = {
        call for call, answer in guarded.items() if (answer or {}).get("code") != "factor_enrolment_required"
    }
    assert {rule for _, rule in open_calls} >= set(ALLOWED[:2])
    assert [
        rule for _, rule in open_calls if not f"{rule}/".startswith(tuple(f"{each}/" for each in ALLOWED))
    ] == []
    assert site.client().post("/auth/logout", headers=headers).status_code == 204


@pytest.mark.requirement("MF-02", "KR-07")
def test_a_demand_that_comes_later_counts_from_the_next_token(make_site: MakeSite) -> None:
    site = make_site(factors_required_roles=("admin",))
    user = site.add_user()
    tokens = site.log_in().json
    site.services.roles.grant(user.id, "admin")

    refreshed = site.client().post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).json

    headers = bearer(refreshed["access_token"])
    assert site.client().get("/auth/me", headers=headers).json["code"] == "factor_enrolment_required"
    # The session itself is as it was: once the demand is gone, so is the limit.
    site.services.roles.revoke(user.id, "admin")
    again = site.client().post("/auth/refresh", json={"refresh_token": refreshed["refresh_token"]}).json
    assert site.client().get("/auth/me", headers=bearer(again["access_token"])).status_code == 200


def options(site: Site, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    asked: dict[str, Any] = site.client().post(f"{path}/options", headers=headers, base_url=SHOP).json
    return asked


def add_passkey(site: Site, headers: dict[str, str]) -> VirtualPasskey:
    passkey = VirtualPasskey()
    response = passkey.create(options(site, "/auth/me/passkeys", headers))
    body = {"response": response}
    added = site.client().post("/auth/me/passkeys", json=body, headers=headers, base_url=SHOP)
    assert added.status_code == 201, added.text
    return passkey


@pytest.mark.requirement("MF-02")
def test_a_role_that_needs_a_passkey_ends_sessions_without_one_at_their_next_token(
    make_site: MakeSite,
) -> None:
    site = make_site(factors_phishing_resistant_roles=("admin",))
    user = site.add_user()
    passkey = add_passkey(site, bearer(token_of(site.log_in())))
    by_code = site.log_in_as(user, amr=("pwd", "otp"))
    response = passkey.get(options(site, "/auth/passkey"))
    by_passkey = site.client().post("/auth/passkey", json={"response": response}, base_url=SHOP).json
    site.services.roles.grant(user.id, "admin")

    ended, kept = (
        site.client().post("/auth/refresh", json={"refresh_token": token})
        for token in (by_code.refresh_token, by_passkey["refresh_token"])
    )

    assert ended.json["code"] == "session_ended"
    assert site.services.sessions.find_live(by_code.session.id) is None
    assert site.client().get("/auth/me", headers=bearer(token_of(kept))).status_code == 200


@pytest.mark.requirement("MF-02")
def test_nothing_stands_for_a_passkey_that_is_demanded(make_site: MakeSite) -> None:
    site = make_site(factors_phishing_resistant_roles=("admin",))
    user = site.add_user()
    headers = bearer(token_of(site.log_in()))
    passkey = add_passkey(site, headers)
    attempt = site.log_in().json["login_attempt"]
    body = {"login_attempt": attempt}
    asked = site.client().post("/auth/login/passkey/options", json=body, base_url=SHOP).json
    browser = site.browser()
    proven = {**body, "response": passkey.get(asked), "trust_device": True}
    tokens = browser.post("/auth/login/passkey", json=proven, base_url=SHOP).json
    codes = site.services.factors.renew_recovery_codes(tokens["session_id"], origin=site.events()[0].origin)
    site.services.roles.grant(user.id, "admin")
    site.clock.tick(minutes=11)

    # A device that was trusted is asked, too.
    account = {"username": "minsu.kim", "password": PASSWORD}
    refused = browser.post("/auth/login", json=account, base_url=SHOP).json
    assert (refused["code"], refused["factors"]) == ("second_factor_required", ["passkey"])
    # A code proves nothing that would do, also in an open session.
    by_code = {"recovery_code": codes[0]}
    again = {"refresh_token": tokens["refresh_token"]}
    headers = bearer(token_of(site.client().post("/auth/refresh", json=again)))
    there = bearer(token_of(site.client().post("/auth/reauthenticate", json=by_code, headers=headers)))
    refused = site.client().post("/auth/me/totp", headers=there).json
    assert refused["code"] == "stronger_login_required"


@pytest.mark.requirement("MF-02", "TP-05")
def test_a_right_code_where_a_passkey_is_demanded_opens_nothing_and_is_no_wrong_try(
    make_site: MakeSite,
) -> None:
    site = make_site(factors_phishing_resistant_roles=("admin",))
    user = site.add_user()
    tokens = site.log_in().json
    add_passkey(site, bearer(tokens["access_token"]))
    [session] = site.services.sessions.list_live(user.id)
    codes = site.services.factors.renew_recovery_codes(session.id, origin=site.events()[0].origin)
    site.services.roles.grant(user.id, "admin")

    for code in codes[:7]:
        body = {"login_attempt": site.log_in().json["login_attempt"], "code": code}
        asked = site.client().post("/auth/login/recovery-code", json=body).json
        assert (asked["code"], asked["factors"]) == ("second_factor_required", ["passkey"])
    assert site.services.sessions.list_live(user.id) == [session]


def test_who_enrolls_is_let_in_at_once_and_after_it_nobody_removes_the_last(site: Site) -> None:
    headers = bearer(by_login(site))
    begun = site.client().post("/auth/me/totp", headers=headers).json
    phone = AuthenticatorApp(begun["secret"], site.clock)
    body = {"id": begun["id"], "code": phone.code()}

    headers = bearer(token_of(site.client().post("/auth/me/totp/confirm", json=body, headers=headers)))

    assert site.client().get("/auth/me", headers=headers).status_code == 200
    refused = site.client().delete(f"/auth/me/totp/{begun['id']}", headers=headers)
    assert (refused.status_code, refused.json["code"]) == (409, "factor_required")
    assert site.client().get("/auth/me/factors", headers=headers).json["factors"] != []
    assert site.log_in().json["code"] == "second_factor_required"


def test_a_kind_that_is_not_allowed_is_not_added(make_site: MakeSite) -> None:
    site = make_site(factors_kinds=("passkey",))
    headers = site.bearer(site.add_user())

    refused = site.client().post("/auth/me/totp", headers=headers)

    assert (refused.status_code, refused.json["code"]) == (403, "factor_kind_refused")
