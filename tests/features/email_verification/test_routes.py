"""Addresses are proven by mail: over HTTP, in every mode."""

import pytest

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.email_verification.site import ADDRESS, Site
from tests.storage.racing import race

OTHER_PASSWORD = "a-kettle-beside-nine-pines"


def test_with_a_mail_server_a_registration_waits_for_the_code_from_the_mail(site: Site) -> None:
    answer = site.register("minsu")

    assert answer.status_code == 202
    assert set(answer.get_json()) == {"registration", "expires_in"}
    assert answer.get_json()["expires_in"] == 600
    assert site.services.users.find_by_username("minsu") is None
    mail = site.mailbox.newest(ADDRESS)

    confirmed = site.post(
        "/register/confirm", {"registration": answer.get_json()["registration"], "code": mail.code}
    )

    assert confirmed.status_code == 201
    assert confirmed.get_json()["user"]["username"] == "minsu"
    assert confirmed.get_json()["access_token"]
    user = site.services.users.find_by_email(ADDRESS)
    assert user is not None
    assert user.email_verified_at is not None
    assert site.log_in(ADDRESS) == 200


def test_without_a_mail_server_nothing_is_proven(make_app: MakeApp, outbox: Outbox) -> None:
    site = Site(make_app(Daemun()), outbox)

    assert site.register("minsu").status_code == 201
    assert code_of(site.register("jiwoo")) == "email_taken"


def test_without_an_address_there_is_nothing_to_prove(site: Site) -> None:
    assert site.register("minsu", email=None).status_code == 201


def test_the_link_finishes_it_in_any_browser_and_logs_nobody_in(site: Site) -> None:
    registration = site.register("minsu").get_json()["registration"]
    mail = site.mailbox.newest()

    answer = site.post("/email/verify", {"token": mail.token})

    assert (answer.status_code, answer.get_data()) == (204, b"")
    assert site.log_in("minsu") == 200
    late = site.post("/register/confirm", {"registration": registration, "code": mail.code})
    assert code_of(late) == "registration_ended"
    assert code_of(site.post("/email/verify", {"token": mail.token})) == "one_time_token_refused"


@pytest.mark.requirement("RC-02")
def test_opening_the_link_changes_nothing(site: Site) -> None:
    site.register("minsu")
    token = site.mailbox.newest().token

    for method in ("GET", "HEAD", "OPTIONS"):
        site.client.open(f"/auth/email/verify?token={token}", method=method)

    assert site.post("/email/verify", {"token": token}).status_code == 204


@pytest.mark.requirement("EN-03")
def test_a_new_and_a_taken_address_get_the_same_answer_and_the_owner_hears_of_it(site: Site) -> None:
    site.register("minsu")
    site.post("/email/verify", {"token": site.mailbox.newest().token})

    taken, new = site.register("jiwoo"), site.register("seojun", email="other@example.kr")

    assert (taken.status_code, set(taken.get_json())) == (new.status_code, set(new.get_json()))
    assert [name for name, _ in taken.headers] == [name for name, _ in new.headers]
    assert taken.content_length == new.content_length
    notice = site.mailbox.newest(ADDRESS)
    assert "already have an account" in notice.subject
    assert notice.find_code() is None
    assert "http" not in notice.text
    assert site.services.users.find_by_username("jiwoo") is None


@pytest.mark.requirement("EN-03")
@pytest.mark.parametrize("written", ["Minsu@Example.KR", "\u212aim@example.kr"])
def test_the_owner_of_a_taken_address_hears_of_it_there_however_a_stranger_writes_it(
    site: Site, written: str
) -> None:
    owned = "minsu@example.kr" if "insu" in written else "kim@example.kr"
    site.register("minsu", email=owned)
    site.post("/email/verify", {"token": site.mailbox.newest().token})

    site.register("jiwoo", email=written)

    notice = site.mailbox.newest()
    assert "already have an account" in notice.subject
    assert notice.message.to == owned


@pytest.mark.requirement("AC-04")
def test_of_two_people_with_one_address_the_first_to_prove_it_wins(site: Site) -> None:
    first = site.register("minsu").get_json()["registration"]
    mail_of_first = site.mailbox.newest()
    site.register("jiwoo")
    mail_of_second = site.mailbox.newest()

    assert site.post("/email/verify", {"token": mail_of_second.token}).status_code == 204

    late = site.post("/register/confirm", {"registration": first, "code": mail_of_first.code})
    assert (late.status_code, code_of(late)) == (409, "registration_ended")
    assert code_of(site.post("/email/verify", {"token": mail_of_first.token})) == "email_taken"
    assert site.services.users.find_by_username("minsu") is None


def test_of_two_people_with_one_name_the_first_to_prove_their_address_wins(site: Site) -> None:
    site.register("minsu")
    first = site.mailbox.newest()
    second = site.register("minsu", email="other@example.kr").get_json()["registration"]
    mail = site.mailbox.newest("other@example.kr")
    site.post("/email/verify", {"token": first.token})

    late = site.post("/register/confirm", {"registration": second, "code": mail.code})

    assert (late.status_code, code_of(late)) == (409, "username_taken")
    assert code_of(site.register("minsu", email="third@example.kr")) == "username_taken"
    assert code_of(site.register("minju", email="third@example.kr", password="minju")) == "password_too_weak"


def test_the_code_serves_only_where_it_was_asked_for(site: Site) -> None:
    mine = site.register("minsu").get_json()["registration"]
    site.register("jiwoo", email="other@example.kr")
    code = site.mailbox.newest("other@example.kr").code

    answer = site.post("/register/confirm", {"registration": mine, "code": code})
    assert (answer.status_code, code_of(answer)) == (401, "invalid_code")
    unknown = site.post("/register/confirm", {"registration": "x" * 43, "code": code})
    assert code_of(unknown) == "registration_ended"


@pytest.mark.requirement("RC-11")
def test_five_wrong_codes_end_a_registration(site: Site) -> None:
    registration = site.register("minsu").get_json()["registration"]
    mail = site.mailbox.newest()
    body: dict[str, object] = {"registration": registration, "code": mail.wrong_code}

    codes = [code_of(site.post("/register/confirm", body)) for _ in range(6)]

    assert codes == ["invalid_code"] * 4 + ["registration_ended"] * 2
    assert code_of(site.post("/register/confirm", body | {"code": mail.code})) == "registration_ended"
    assert code_of(site.post("/email/verify", {"token": mail.token})) == "one_time_token_refused"


def test_a_code_is_over_after_ten_minutes_and_a_link_after_a_day(
    site: Site, frozen_clock: FrozenClock
) -> None:
    registration = site.register("minsu").get_json()["registration"]
    mail = site.mailbox.newest()

    frozen_clock.tick(minutes=10)
    late = site.post("/register/confirm", {"registration": registration, "code": mail.code})
    assert code_of(late) == "registration_ended"
    frozen_clock.tick(hours=24, minutes=-10)
    assert code_of(site.post("/email/verify", {"token": mail.token})) == "one_time_token_refused"


@pytest.mark.requirement("AC-06", "AC-14")
def test_a_registration_that_nobody_confirms_vanishes(site: Site, frozen_clock: FrozenClock) -> None:
    site.register("minsu")
    site.mailbox.newest()
    frozen_clock.tick(hours=24)

    site.services.housekeeping.purge(budget=site.services.settings.housekeeping.budget)

    sizes = site.services.store.inspection.table_sizes()
    assert sizes["daemun_one_time_tokens"] == sizes["daemun_users"] == sizes["daemun_passwords"] == 0


@pytest.mark.requirement("RL-02")
def test_of_24_parallel_confirmations_exactly_one_makes_the_user(site: Site) -> None:
    registration = site.register("minsu").get_json()["registration"]
    mail = site.mailbox.newest()

    def confirm(number: int) -> int:
        if number % 2:
            return site.post("/email/verify", {"token": mail.token}).status_code
        body = {"registration": registration, "code": mail.code}
        return site.post("/register/confirm", body).status_code

    statuses = race(24, confirm)

    assert sum(status in (201, 204) for status in statuses) == 1
    assert not any(status >= 500 for status in statuses)


def test_the_name_of_a_stranger_is_not_in_a_mail_to_an_address_that_is_not_proven(site: Site) -> None:
    site.register("win.a.prize")

    mail = site.mailbox.newest()
    assert "prize" not in mail.text + mail.subject + (mail.message.html or "")


@pytest.mark.requirement("AC-06")
def test_an_account_made_with_somebody_elses_address_does_not_keep_the_owner_out(site: Site) -> None:
    """Trojan identifier: a user from before addresses were proven has the address, but never proved it."""
    attacker = add_user(site.services, password=OTHER_PASSWORD)
    assert attacker.email == ADDRESS

    site.register("seojun")
    assert site.post("/email/verify", {"token": site.mailbox.newest().token}).status_code == 204

    owner = site.services.users.find_by_email(ADDRESS)
    assert owner is not None
    assert owner.username == "seojun"
    left = site.services.users.find(attacker.id)
    assert left is not None
    assert (left.email, left.email_key) == (None, None)
    assert site.log_in(ADDRESS, OTHER_PASSWORD) == 401
    assert site.log_in(ADDRESS) == 200


@pytest.mark.requirement("AC-07")
def test_a_recovery_proves_the_address_and_nothing_of_before_survives_it(
    site: Site, frozen_clock: FrozenClock
) -> None:
    attacker = add_user(site.services, password=OTHER_PASSWORD)
    session = site.post("/login", {"username": "minsu", "password": OTHER_PASSWORD}).get_json()
    site.post("/password/forgot", {"email": ADDRESS})
    code = site.mailbox.newest(ADDRESS).code

    reset = {"email": ADDRESS, "code": code, "new_password": PASSWORD}
    assert site.post("/password/reset", {**reset}).status_code == 204

    found = site.services.users.find(attacker.id)
    assert found is not None
    assert found.email_verified_at == frozen_clock.now()
    assert code_of(site.post("/refresh", {"refresh_token": session["refresh_token"]})) == "session_ended"
    assert site.log_in(ADDRESS, OTHER_PASSWORD) == 401


def test_where_it_is_optional_people_get_in_at_once_and_the_address_is_pending(optional: Site) -> None:
    answer = optional.register("minsu")

    assert answer.status_code == 201
    assert answer.get_json()["user"]["email"] is None
    assert optional.log_in("minsu") == 200
    assert optional.log_in(ADDRESS) == 401
    token = optional.mailbox.newest(ADDRESS).token

    proven = optional.post("/email/verify", {"token": token}, token=answer.get_json()["access_token"])

    assert proven.status_code == 204
    assert optional.log_in(ADDRESS) == 200


@pytest.mark.requirement("AC-06")
def test_a_pending_address_blocks_nobody_and_recovers_nothing(optional: Site) -> None:
    optional.register("squatter")
    squatters = optional.mailbox.newest()
    optional.post("/password/forgot", {"email": ADDRESS})
    optional.post("/password/forgot", {"identifier": "squatter"})
    assert optional.mailbox.newest() == squatters

    owners = optional.register("seojun")
    token = optional.mailbox.newest().token
    optional.post("/email/verify", {"token": token}, token=owners.get_json()["access_token"])

    assert code_of(optional.post("/email/verify", {"token": squatters.token})) == "email_taken"
    owner = optional.services.users.find_by_email(ADDRESS)
    assert owner is not None
    assert owner.username == "seojun"


@pytest.mark.requirement("AC-06")
def test_the_mail_to_a_mistyped_address_is_worth_nothing_once_another_is_proven(optional: Site) -> None:
    session = optional.register("minsu", email="mistyped@example.kr").get_json()["access_token"]
    strangers = optional.mailbox.newest("mistyped@example.kr")
    optional.post("/me/email", {"email": ADDRESS}, token=session)
    code = optional.mailbox.newest(ADDRESS).code
    assert optional.post("/me/email/confirm", {"code": code}, token=session).status_code == 204

    by_link = optional.post("/email/verify", {"token": strangers.token})
    by_code = optional.post("/email/verify", {"code": strangers.code}, token=session)

    assert code_of(by_link) == "one_time_token_refused"
    assert code_of(by_code) == "invalid_code"
    user = optional.services.users.find_by_username("minsu")
    assert user is not None
    assert user.email == ADDRESS
    assert optional.log_in("minsu") == 200


@pytest.mark.requirement("AC-07")
def test_proving_an_address_ends_every_session_but_the_one_that_does_it(optional: Site) -> None:
    registered = optional.register("minsu").get_json()
    other = optional.post("/login", {"username": "minsu", "password": PASSWORD}).get_json()
    token = optional.mailbox.newest().token

    optional.post("/email/verify", {"token": token}, token=registered["access_token"])

    assert optional.post("/refresh", {"refresh_token": registered["refresh_token"]}).status_code == 200
    ended = optional.post("/refresh", {"refresh_token": other["refresh_token"]})
    assert code_of(ended) == "session_ended"


@pytest.mark.requirement("AC-07")
def test_whoever_follows_a_link_that_a_stranger_caused_ends_the_strangers_sessions(optional: Site) -> None:
    strangers = optional.register("stranger").get_json()

    optional.post("/email/verify", {"token": optional.mailbox.newest().token})

    ended = optional.post("/refresh", {"refresh_token": strangers["refresh_token"]})
    assert code_of(ended) == "session_ended"


def test_another_mail_can_be_asked_for_and_the_answer_never_says_for_whom(site: Site) -> None:
    add_user(site.services, password=PASSWORD)
    answers = [
        site.post("/email/verify/resend", {"email": email}) for email in (ADDRESS, "nobody@example.kr", "x")
    ]

    assert {(answer.status_code, answer.get_data()) for answer in answers} == {(202, b"")}
    (mail,) = site.mailbox.all()
    assert site.post("/email/verify", {"token": mail.token}).status_code == 204
    user = site.services.users.find_by_email(ADDRESS)
    assert user is not None
    assert user.email_verified_at is not None
    site.post("/email/verify/resend", {"email": ADDRESS})
    assert len(site.mailbox.all()) == 1


@pytest.mark.parametrize("token", ["", "x" * 43, "\0", "🙂", "x" * 128])
def test_what_is_no_token_is_refused(site: Site, token: str) -> None:
    answer = site.post("/email/verify", {"token": token})

    assert code_of(answer) in ("one_time_token_refused", "malformed_body", "validation_failed")
    assert answer.status_code < 500
    assert not token or token not in answer.get_data(as_text=True)


def test_a_token_of_a_reset_proves_no_address(site: Site) -> None:
    add_user(site.services, password=PASSWORD)
    site.post("/password/forgot", {"email": ADDRESS})
    code = site.mailbox.newest().code

    registration = site.register("jiwoo", email="other@example.kr").get_json()["registration"]
    answer = site.post("/register/confirm", {"registration": registration, "code": code})

    assert code_of(answer) == "invalid_code"
