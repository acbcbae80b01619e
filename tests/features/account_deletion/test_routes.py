"""People leave, change their mind, and take their data along."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun, User
from daemun.features.audit.events import AccountDeletionAsked, UserDeleting
from daemun.features.audit.service import SYSTEM
from daemun.mail.outbox import Outbox
from daemun.signals import signal_for
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.builders import PASSWORD, add_user
from tests.features.mails.mailbox import Mailbox

ACCOUNT = {"username": "minsu", "password": PASSWORD}


def make(make_app: MakeApp, clock: FrozenClock, outbox: Outbox, **settings: object) -> Flask:
    app = make_app(Daemun(clock=clock, mailer=outbox), mail_sender="책방 <login@shop.example>", **settings)
    add_user(app.extensions["daemun"], password=PASSWORD)
    return app


@pytest.fixture
def app(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> Flask:
    return make(make_app, frozen_clock, outbox)


def log_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/auth/login", json=ACCOUNT, headers={"Accept-Language": "ko"})
    assert answer.status_code == 200
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['access_token']}"
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ko"
    return client


def housekeeping(app: Flask) -> int:
    with app.app_context():
        return int(app.extensions["daemun"].account_deletion.carry_out_due())


def test_who_asks_is_logged_out_everywhere_and_gets_a_mail_with_the_way_back(
    app: Flask, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    here, elsewhere = log_in(app), log_in(app)

    answer = here.delete("/auth/me")

    due_at = (frozen_clock.now() + timedelta(days=7)).isoformat(timespec="milliseconds")
    assert (answer.status_code, answer.get_json()) == (202, {"due_at": due_at})
    assert code_of(here.get("/auth/me")) == "token_revoked"
    assert code_of(elsewhere.get("/auth/me")) == "token_revoked"
    mail = Mailbox(app.extensions["daemun"], outbox).newest()
    assert mail.subject == "책방 계정이 7일 뒤에 삭제돼요"


@pytest.mark.parametrize(
    ("language", "words"), [("ko", "계정 계속 쓰기:\n\n"), ("en", "Keep the account:\n\n")]
)
def test_the_mail_links_to_where_the_application_says(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox, language: str, words: str
) -> None:
    page = "https://shop.example/keep?from=mail"
    settings = {"mail_links_undelete": page, "mail_language": language}
    app = make(make_app, frozen_clock, outbox, **settings)

    log_in(app).delete("/auth/me")

    mail = Mailbox(app.extensions["daemun"], outbox).newest()
    assert f"{words}{page}\n" in mail.text
    assert f'href="{page}"' in (mail.message.html or "")


def test_no_mail_says_that_an_account_ends_which_its_owner_has_kept(
    app: Flask, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    services = app.extensions["daemun"]
    user = services.users.find_by_username("minsu")

    # As when the deletion is canceled before its mail is written.
    services.audit.record(AccountDeletionAsked(user_id=user.id, days=7), SYSTEM)

    assert Mailbox(services, outbox).all() == []


def test_who_logs_in_is_told_of_the_deletion_and_undelete_brings_the_account_back(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    due_at = log_in(app).delete("/auth/me").get_json()["due_at"]
    frozen_clock.tick(days=6, hours=23)

    person = log_in(app)
    assert person.get("/auth/me").get_json()["deletion_due_at"] == due_at
    assert person.post("/auth/me/undelete").status_code == 204
    assert "deletion_due_at" not in person.get("/auth/me").get_json()

    frozen_clock.tick(days=30)
    assert housekeeping(app) == 0
    assert log_in(app).get("/auth/me").status_code == 200


def test_after_the_delay_everything_is_gone_and_the_application_heard_of_it_before(
    app: Flask, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    seen: list[User | None] = []

    def hear(sender: Flask, event: UserDeleting) -> None:
        seen.append(sender.extensions["daemun"].users.find(event.user_id or ""))

    log_in(app).delete("/auth/me")
    frozen_clock.tick(days=7)
    with signal_for(UserDeleting).connected_to(hear, app):
        assert housekeeping(app) == 1

    assert [user.username for user in seen if user is not None] == ["minsu"]
    assert code_of(app.test_client().post("/auth/login", json=ACCOUNT)) == "invalid_credentials"
    assert Mailbox(app.extensions["daemun"], outbox).newest().subject.startswith("Your account on 책방 was")
    assert housekeeping(app) == 0


def test_when_the_delay_is_over_nobody_logs_in_or_comes_back_until_the_rest_is_gone(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    log_in(app).delete("/auth/me")
    frozen_clock.tick(days=6, hours=23, minutes=55)
    in_time, tokens = log_in(app), app.test_client().post("/auth/login", json=ACCOUNT).get_json()
    frozen_clock.tick(minutes=5)

    assert code_of(app.test_client().post("/auth/login", json=ACCOUNT)) == "invalid_credentials"
    assert code_of(in_time.post("/auth/reauthenticate", json={"password": PASSWORD})) == "session_ended"
    assert code_of(in_time.post("/auth/me/undelete")) == "not_found"
    refreshing = {"refresh_token": tokens["refresh_token"]}
    assert code_of(app.test_client().post("/auth/refresh", json=refreshing)) == "session_ended"


def test_without_a_delay_the_account_is_gone_at_once(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    app = make(make_app, frozen_clock, outbox, account_deletion_delay=0)

    assert log_in(app).delete("/auth/me").status_code == 202

    with app.app_context():
        assert app.extensions["daemun"].users.find_by_username("minsu") is None


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/auth/me"), ("GET", "/auth/me/export")])
def test_a_login_of_some_time_ago_is_not_enough(
    app: Flask, frozen_clock: FrozenClock, method: str, path: str
) -> None:
    person = log_in(app)
    refreshed = person.post("/auth/login", json=ACCOUNT).get_json()["refresh_token"]
    frozen_clock.tick(minutes=10)
    tokens = person.post("/auth/refresh", json={"refresh_token": refreshed}).get_json()
    stale = {"Authorization": f"Bearer {tokens['access_token']}"}

    assert code_of(person.open(path, method=method, headers=stale)) == "fresh_login_required"


def test_asking_twice_does_not_move_the_day_and_undelete_twice_is_no_error(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    first = log_in(app).delete("/auth/me").get_json()
    frozen_clock.tick(days=3)

    assert log_in(app).delete("/auth/me").get_json() == first

    person = log_in(app)
    assert [person.post("/auth/me/undelete").status_code for _ in range(2)] == [204, 204]


def test_an_export_is_everything_as_json_and_no_secret(app: Flask) -> None:
    answer = log_in(app).get("/auth/me/export")

    data = answer.get_json()["data"]
    assert data["users"][0]["username"] == "minsu"
    assert len(data["sessions"]) == 1
    assert data["passwords"][0].keys() >= {"changed_at"}
    assert "$argon2" not in answer.text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    assert answer.headers["Cache-Control"] == "no-store"
