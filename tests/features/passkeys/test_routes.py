"""Passkeys over HTTP: add, log in, finish a login, rename, remove."""

import pytest
from flask import Flask

from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from daemun.virtual_passkey import Flags, VirtualPasskey
from daemun_verify.base64url import decode_base64url
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.features.mails.mailbox import Mailbox
from tests.features.passkeys.conftest import Browser


def test_the_options_for_a_new_passkey_say_what_it_must_be(browser: Browser) -> None:
    options = browser.post("/me/passkeys/options")

    assert options["rp"] == {"id": "shop.example", "name": "책방"}
    assert options["user"]["name"] == "minsu"
    assert len(decode_base64url(options["user"]["id"])) == 64
    assert len(decode_base64url(options["challenge"])) == 32
    assert [each["alg"] for each in options["pubKeyCredParams"]] == [-8, -7, -257]
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert (options["attestation"], options["timeout"]) == ("none", 300_000)
    assert options["excludeCredentials"] == []


def test_a_passkey_that_was_added_is_proven_in_the_session(browser: Browser) -> None:
    added = browser.add(VirtualPasskey())

    assert added["passkey"]["name"] == "Chrome · Windows"
    assert added["passkey"]["synced"]
    assert added["passkey"]["last_used_at"] is None
    assert browser.session()["amr"] == ["pwd", "swk", "user", "mfa"]


def test_the_name_is_given_or_that_of_what_keeps_it(browser: Browser) -> None:
    of_apple = VirtualPasskey(aaguid=bytes.fromhex("fbfc3007154e4ecc8c0b6e020557d7bd"))

    assert browser.add(of_apple)["passkey"]["name"] == "Apple Passwords"
    assert browser.add(VirtualPasskey(), name=" 파란 열쇠 ")["passkey"]["name"] == "파란 열쇠"


def test_a_person_has_twenty_at_most(browser: Browser) -> None:
    began_before = browser.post("/me/passkeys/options")
    for _ in range(20):
        browser.add(VirtualPasskey())

    made = {"response": VirtualPasskey().create(began_before)}
    for refused in (
        browser.post("/me/passkeys/options", status=409),
        browser.post("/me/passkeys", made, status=409),
    ):
        assert (refused["code"], refused["detail"].count("20")) == ("too_many_factors", 1)


def test_recovery_codes_come_with_the_first_passkey_only(browser: Browser) -> None:
    assert len(browser.add(VirtualPasskey())["recovery_codes"]) == 10
    assert "recovery_codes" not in browser.add(VirtualPasskey())


@pytest.mark.requirement("WA-11")
def test_a_device_is_asked_not_to_make_a_second_one_and_all_are_known_by_one_handle(browser: Browser) -> None:
    first, second = VirtualPasskey(), VirtualPasskey()
    credential_id = browser.add(first)["passkey"]["credential_id"]

    options = browser.post("/me/passkeys/options")
    browser.post("/me/passkeys", {"response": second.create(options)}, status=201)

    assert [each["id"] for each in options["excludeCredentials"]] == [credential_id]
    assert options["excludeCredentials"][0]["transports"] == ["internal"]
    assert first.user_handle == second.user_handle


@pytest.mark.requirement("EN-05")
@pytest.mark.requirement("MF-05")
def test_a_person_logs_in_with_a_passkey_alone(browser: Browser, passkey: VirtualPasskey) -> None:
    options = browser.post("/passkey/options")

    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    browser.take(browser.post("/passkey", {"response": passkey.get(options)}))
    assert browser.me().get_json()["username"] == "minsu"
    assert browser.session()["amr"] == ["swk", "user", "mfa"]


@pytest.mark.requirement("WA-12")
@pytest.mark.parametrize(("synced", "level"), [(True, "aal2"), (False, "aal3")])
def test_only_a_key_that_cannot_leave_its_device_reaches_the_highest_level(
    app: Flask, browser: Browser, synced: bool, level: str
) -> None:
    passkey = VirtualPasskey(synced=synced)
    browser.add(passkey)

    session_id = browser.use(passkey)["session_id"]

    assert app.extensions["daemun"].sessions.find_live(session_id).acr == level


def test_after_a_password_a_passkey_is_asked_for(browser: Browser, passkey: VirtualPasskey) -> None:
    asked = browser.log_in(status=401)
    attempt = {"login_attempt": asked["login_attempt"]}

    assert (asked["code"], asked["factors"]) == ("second_factor_required", ["passkey", "recovery_code"])
    options = browser.post("/login/passkey/options", attempt)
    assert len(options["allowCredentials"]) == 1
    browser.take(browser.post("/login/passkey", {**attempt, "response": passkey.get(options)}))
    assert browser.session()["amr"] == ["pwd", "swk", "user", "mfa"]


def test_a_passkey_proves_in_a_session_who_is_asking(
    browser: Browser, passkey: VirtualPasskey, frozen_clock: FrozenClock
) -> None:
    tokens = browser.use(passkey)
    frozen_clock.tick(minutes=10)
    browser.take(browser.post("/refresh", {"refresh_token": tokens["refresh_token"]}))
    response = passkey.get(browser.post("/reauthenticate/passkey/options"))

    browser.take(browser.post("/reauthenticate", {"response": response}))

    browser.post("/me/passkeys/options")


@pytest.mark.requirement("WA-03")
def test_without_verifying_the_user_it_is_a_second_factor_and_no_first_one(
    browser: Browser, passkey: VirtualPasskey
) -> None:
    passkey.flags &= ~Flags.USER_VERIFIED
    attempt = {"login_attempt": browser.log_in(status=401)["login_attempt"]}
    second = passkey.get(browser.post("/login/passkey/options", attempt))

    assert browser.use(passkey, status=401)["code"] == "passkey_refused"
    browser.take(browser.post("/login/passkey", {**attempt, "response": second}))
    assert browser.session()["amr"] == ["pwd", "swk", "mfa"]


@pytest.mark.requirement("WA-06")
def test_a_key_that_knows_no_handle_is_a_second_factor_and_no_first_one(
    browser: Browser, passkey: VirtualPasskey
) -> None:
    passkey.user_handle = None
    attempt = {"login_attempt": browser.log_in(status=401)["login_attempt"]}
    second = passkey.get(browser.post("/login/passkey/options", attempt))

    assert browser.use(passkey, status=401)["code"] == "passkey_refused"
    browser.post("/login/passkey", {**attempt, "response": second})


def test_the_session_of_a_passkey_lasts_and_marks_the_device_as_any_login(
    browser: Browser, passkey: VirtualPasskey
) -> None:
    tokens = browser.use(passkey, remember=True)

    assert tokens["device"]
    assert browser.post("/refresh", {"refresh_token": tokens["refresh_token"]})["access_token"]


@pytest.mark.requirement("MF-03")
def test_passkeys_are_added_and_removed_after_a_fresh_login_only(
    browser: Browser, passkey: VirtualPasskey, frozen_clock: FrozenClock
) -> None:
    tokens = browser.use(passkey)
    frozen_clock.tick(minutes=10)
    browser.take(browser.post("/refresh", {"refresh_token": tokens["refresh_token"]}))

    assert browser.post("/me/passkeys/options", status=401)["code"] == "fresh_login_required"
    gone = browser.client.delete(f"/auth/me/passkeys/{browser.passkey_id()}")
    assert gone.get_json()["code"] == "fresh_login_required"


def test_who_began_to_add_one_in_time_may_end(browser: Browser, frozen_clock: FrozenClock) -> None:
    tokens = browser.log_in()
    frozen_clock.tick(minutes=9, seconds=59)
    response = VirtualPasskey().create(browser.post("/me/passkeys/options"))
    frozen_clock.tick(minutes=4)
    browser.take(browser.post("/refresh", {"refresh_token": tokens["refresh_token"]}))

    browser.post("/me/passkeys", {"response": response}, status=201)


@pytest.mark.requirement("WA-11")
def test_a_passkey_gets_another_name_and_is_removed(browser: Browser, passkey: VirtualPasskey) -> None:
    browser.take(browser.use(passkey))
    address = f"/auth/me/passkeys/{browser.passkey_id()}"

    renamed = browser.client.patch(address, json={"name": "전화기"}).get_json()
    assert (renamed["passkey"]["name"], renamed["passkey"]["last_used_at"] is not None) == ("전화기", True)
    assert browser.client.delete(address).status_code == 204

    assert browser.client.delete(address).status_code == 404
    assert browser.client.patch(address, json={"name": "x"}).status_code == 404
    browser.forget()
    assert browser.use(passkey, status=401) | {"instance": ""} == UNKNOWN
    browser.log_in()


@pytest.mark.requirement("AC-10")
def test_the_last_way_in_stays(browser: Browser, passkey: VirtualPasskey) -> None:
    services = browser.app.extensions["daemun"]
    with services.store.batches.batch():
        services.passwords.remove(services.users.find_by_username("minsu").id)
    browser.take(browser.use(passkey))
    address = f"/auth/me/passkeys/{browser.passkey_id()}"

    assert code_of(browser.client.delete(address)) == "last_way_in"

    browser.take(browser.use(passkey))
    browser.add(VirtualPasskey(), name="another")
    assert browser.client.delete(address).status_code == 204


UNKNOWN = {
    "type": "/auth/problems/passkey_refused",
    "title": "Passkey not accepted",
    "status": 401,
    "detail": "This passkey is not accepted here. Please try again, or log in another way.",
    "code": "passkey_refused",
    "instance": "",
    "reason": "unknown_credential",
}


def test_of_somebody_elses_passkeys_nothing_can_be_changed(app: Flask, browser: Browser) -> None:
    browser.add(VirtualPasskey())
    of_minsu = browser.passkey_id()
    other = Browser(app)
    other.register("jiwoo")

    assert other.client.patch(f"/auth/me/passkeys/{of_minsu}", json={"name": "x"}).status_code == 404
    assert other.client.delete(f"/auth/me/passkeys/{of_minsu}").status_code == 404


@pytest.mark.requirement("MF-03")
def test_the_owner_hears_of_passkeys_that_come_and_go(
    app: Flask, browser: Browser, passkey: VirtualPasskey, outbox: Outbox
) -> None:
    browser.take(browser.use(passkey))
    browser.client.delete(f"/auth/me/passkeys/{browser.passkey_id()}")

    subjects = [mail.subject for mail in Mailbox(app.extensions["daemun"], outbox).all()]
    assert "A second factor was added to your account on 책방" in subjects
    assert "A second factor was removed from your account on 책방" in subjects
    assert [each.name for each in browser.events("factor.added")] == ["factor.added"]
    assert browser.events("factor.removed")[0].details["kind"] == "passkey"


@pytest.mark.requirement("EN-05")
def test_options_name_nobody_and_take_no_name(browser: Browser, passkey: VirtualPasskey) -> None:
    of_anybody = [browser.post("/passkey/options") for _ in range(2)]
    for options in of_anybody:
        assert options | {"challenge": ""} == of_anybody[0] | {"challenge": "", "allowCredentials": []}

    of_minsu, of_nobody = (
        browser.post("/passkey/options", {"username": name}, status=422) for name in ("minsu", "nobody")
    )
    assert of_minsu["errors"] == of_nobody["errors"]


@pytest.mark.requirement("TH-04")
def test_a_password_that_is_locked_locks_no_passkey_out(browser: Browser, passkey: VirtualPasskey) -> None:
    wrong = {"username": "minsu", "password": "wrong" + PASSWORD}
    for _ in range(5):
        browser.post("/login", wrong, status=401)
    assert browser.post("/login", wrong, status=429)["code"] == "too_many_tries"

    browser.use(passkey)


def test_a_locked_user_is_refused_as_any_other(browser: Browser, passkey: VirtualPasskey) -> None:
    services = browser.app.extensions["daemun"]
    services.users.lock(services.users.find_by_username("minsu").id)

    assert browser.use(passkey, status=401)["code"] == "passkey_refused"


def test_in_cookies_a_passkey_logs_in_from_our_own_pages_only(
    make_app: MakeApp, passkey: VirtualPasskey
) -> None:
    browser = Browser(make_app(transport_cookies=True))
    response = passkey.get(browser.post("/passkey/options"))

    foreign = browser.client.post(
        "/auth/passkey", json={"response": response}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert foreign.get_json()["code"] == "cross_site_request"


@pytest.mark.parametrize("path", ["/passkey", "/me/passkeys"])
def test_what_is_no_credential_at_all_is_told_as_any_wrong_value(browser: Browser, path: str) -> None:
    for wrong in (1, {}, {"id": "a", "rawId": "a", "type": "password", "response": {}}):
        assert browser.post(path, {"response": wrong}, status=422)["code"] == "validation_failed"


def test_browsers_find_further_origins_where_the_standard_says(app: Flask, make_app: MakeApp) -> None:
    listed = make_app(passkeys_origins="https://shop.example,https://shop.example.kr").test_client()

    assert listed.get("/.well-known/webauthn").get_json() == {
        "origins": ["https://shop.example", "https://shop.example.kr"]
    }
    assert app.test_client().get("/.well-known/webauthn").status_code == 404


def test_one_address_begins_as_many_ceremonies_as_the_setting_says(make_app: MakeApp) -> None:
    browser = Browser(make_app(lockout_address_max_challenges=10))
    browser.register()
    calls = ["/passkey/options", "/me/passkeys/options", "/reauthenticate/passkey/options"]
    for number in range(10):
        browser.post(calls[number % 3])

    refused = [browser.post(path, status=429) for path in calls]
    refused.append(browser.post("/login/passkey/options", {"login_attempt": "none"}, status=429))

    assert [(each["code"], each["retry_after"]) for each in refused] == [("too_many_tries", 300)] * 4
    browser.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    browser.post("/passkey/options")
