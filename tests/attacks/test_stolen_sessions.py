"""A session that was stolen, with the password: what a second factor was for is still kept."""

import pytest

from tests.attacks.site import PASSWORD, Answer, Site, bearer
from tests.attacks.test_second_factors import Person, add_person, begin, finish


@pytest.fixture
def minsu(site: Site) -> Person:
    return add_person(site, "minsu.kim")


def prove(site: Site, token: str, **proof: object) -> str:
    proven = site.client().post("/auth/reauthenticate", json=proof, headers=bearer(token))
    assert proven.status_code == 200, proven.text
    return str(proven.json["access_token"])


def changes(site: Site, token: str) -> dict[str, Answer]:
    """Everything that a second factor guards."""
    headers, client = bearer(token), site.client()
    (factor,) = client.get("/auth/me/factors", headers=headers).json["factors"]
    return {
        "add an app": client.post("/auth/me/totp", headers=headers),
        "confirm an app": client.post(
            "/auth/me/totp/confirm", json={"id": "x" * 12, "code": "287082"}, headers=headers
        ),
        "add a passkey": client.post("/auth/me/passkeys/options", headers=headers),
        "make new recovery codes": client.post("/auth/me/recovery-codes", headers=headers),
        "change the address": client.post("/auth/me/email", json={"email": "t@example.com"}, headers=headers),
        "confirm the address": client.post("/auth/me/email/confirm", json={"code": "1"}, headers=headers),
        "remove the app": client.delete(f"/auth/me/totp/{factor['id']}", headers=headers),
        "connect an account elsewhere": client.post("/auth/me/identities/school", headers=headers),
        "disconnect one": client.delete("/auth/me/identities/x", headers=headers),
        "take all data along": client.get("/auth/me/export", headers=headers),
        "delete the account": client.delete("/auth/me", headers=headers),
    }


@pytest.mark.requirement("MF-03", "AC-08", "AC-10")
def test_an_old_session_and_the_password_change_nothing_that_the_factor_guards(
    site: Site, minsu: Person
) -> None:
    stolen = finish(site, begin(site), minsu.phone.code()).json["access_token"]
    site.clock.tick(minutes=9)

    fresh = prove(site, stolen, password=PASSWORD)
    site.clock.tick(minutes=1)

    # The proof of the password is a minute old, that of the factor ten.
    codes = {what: answer.json["code"] for what, answer in changes(site, fresh).items()}
    assert codes == dict.fromkeys(codes, "stronger_login_required")
    # The owner proves the factor, and goes on.
    allowed = changes(site, prove(site, fresh, code=minsu.phone.code()))
    assert {what: answer.json["code"] for what, answer in allowed.items() if answer.status_code >= 400} == {
        "confirm an app": "invalid_code",
        "confirm the address": "invalid_code",
        "connect an account elsewhere": "not_found",
        "disconnect one": "not_found",
    }


@pytest.mark.requirement("MF-03", "AC-08")
def test_a_device_that_is_trusted_proves_no_factor(site: Site, minsu: Person) -> None:
    body = {"login_attempt": begin(site), "code": minsu.phone.code(), "trust_device": True}
    browser = site.browser()
    assert browser.post("/auth/login/totp", json=body).status_code == 200
    there = browser.post("/auth/login", json={"username": "minsu.kim", "password": PASSWORD})
    assert there.status_code == 200, there.text

    codes = {answer.json["code"] for answer in changes(site, there.json["access_token"]).values()}

    assert codes == {"stronger_login_required"}


@pytest.mark.requirement("MF-04")
def test_a_token_says_when_the_factor_was_proven_and_no_refresh_renews_it(site: Site, minsu: Person) -> None:
    verify = site.services.web.verifier.verify
    tokens = finish(site, begin(site), minsu.phone.code()).json
    proven_at = site.clock.now().replace(microsecond=0)
    site.clock.tick(minutes=9)

    again = {"refresh_token": tokens["refresh_token"]}
    refreshed = site.client().post("/auth/refresh", json=again).json["access_token"]
    by_password = verify(prove(site, refreshed, password=PASSWORD))

    assert (verify(refreshed).auth_time, verify(refreshed).factor_time) == (proven_at, proven_at)
    assert (by_password.auth_time, by_password.factor_time) == (site.clock.now(), proven_at)
    assert verify(site.log_in_as(site.add_user("jiwoo")).access_token.text).factor_time is None
