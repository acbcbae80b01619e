from collections.abc import Callable

import pytest
from flask import Flask

from daemun import Daemun
from daemun.features.audit.provider_events import IdentityRemoved
from daemun.features.users.model import User
from daemun.mail.outbox import Outbox
from daemun.origin import Origin
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.attacks.site import hash_of
from tests.builders import PASSWORD

NEW_PASSWORD = "a-kettle-beside-nine-pines"
HOME, AWAY = "192.0.2.1", "198.51.100.9"
MakeMailing = Callable[..., Flask]


@pytest.fixture
def make_mailing(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> MakeMailing:
    def make(**settings: object) -> Flask:
        return make_app(Daemun(clock=frozen_clock, mailer=outbox), **settings)

    return make


@pytest.fixture
def app(make_mailing: MakeMailing) -> Flask:
    return make_mailing(mail_sender="책방 <login@shop.example>", mail_time_zone="Asia/Seoul")


def add_user(app: Flask, *, username: str = "minsu", email: str | None = "minsu@example.com") -> User:
    services = app.extensions["daemun"]
    user = services.users.draft(username=username, email=email, profile={})
    with services.store.batches.batch():
        services.users.add(user)
        services.passwords.add(user.id, hash_of(PASSWORD))
    return user


def log_in(
    app: Flask, *, address: str = HOME, agent: str = "Browser 1.0", language: str = "en"
) -> dict[str, str]:
    answer = app.test_client().post(
        "/auth/login",
        json={"username": "minsu", "password": PASSWORD},
        headers={"User-Agent": agent, "Accept-Language": language},
        environ_base={"REMOTE_ADDR": address},
    )
    assert answer.status_code == 200
    return answer.json  # type: ignore[return-value]


def subjects(app: Flask, outbox: Outbox) -> list[str]:
    """Of the mails that were sent, once none is on its way."""
    assert app.extensions["daemun"].mail.flush(timeout=10)
    return [message.subject for message in outbox.messages]


@pytest.mark.requirement("TH-11")
def test_the_owner_hears_of_a_login_from_a_new_device(app: Flask, outbox: Outbox) -> None:
    add_user(app)
    log_in(app)
    assert subjects(app, outbox) == []

    log_in(app, address=AWAY, agent="curl/8.9", language="ko")

    (message,) = outbox.wait_for(1)
    assert (message.to, message.language) == ("minsu@example.com", "ko")
    assert message.subject == "책방에 새로운 로그인이 있었어요"
    for fact in ("minsu", "2026년 11월 23일 오후 6:00 (KST)", "curl/8.9", AWAY):
        assert fact in message.text


@pytest.mark.requirement("TH-11")
def test_the_same_device_is_new_only_once(app: Flask, outbox: Outbox) -> None:
    add_user(app)
    log_in(app)
    log_in(app, address=AWAY)
    outbox.wait_for(1)

    log_in(app)
    log_in(app, address=AWAY, agent="Browser 2.3")

    assert subjects(app, outbox) == ["New login to 책방"]


def test_a_browser_that_shows_its_mark_is_known_wherever_it_goes(
    make_mailing: MakeMailing, outbox: Outbox
) -> None:
    app = make_mailing(transport_cookies=True)
    add_user(app)
    browser = app.test_client()
    browser.environ_base["wsgi.url_scheme"] = "https"

    for address in (HOME, AWAY):
        browser.post(
            "/auth/login",
            json={"username": "minsu", "password": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
            environ_base={"REMOTE_ADDR": address},
        )

    assert subjects(app, outbox) == []


def test_the_owner_hears_of_a_changed_password(app: Flask, outbox: Outbox) -> None:
    add_user(app)
    token = log_in(app)["token"]

    app.test_client().post(
        "/auth/me/password",
        json={"current_password": PASSWORD, "new_password": NEW_PASSWORD},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert subjects(app, outbox) == ["Your password for 책방 was changed"]
    assert NEW_PASSWORD not in outbox.messages[0].text


def test_the_owner_hears_of_a_refresh_token_that_came_back(
    app: Flask, outbox: Outbox, frozen_clock: FrozenClock
) -> None:
    add_user(app)
    stolen = log_in(app)["refresh_token"]
    client = app.test_client()
    renewed = client.post("/auth/refresh", json={"refresh_token": stolen})
    client.post("/auth/refresh", json={"refresh_token": renewed.get_json()["refresh_token"]})
    frozen_clock.tick(minutes=5)

    client.post("/auth/refresh", json={"refresh_token": stolen})

    assert subjects(app, outbox) == ["A session on 책방 was stopped"]


def test_users_without_an_address_get_no_mail(app: Flask, outbox: Outbox) -> None:
    add_user(app, email=None)
    log_in(app)
    log_in(app, address=AWAY)

    assert subjects(app, outbox) == []


def test_notices_can_be_switched_off_and_their_language_fixed(
    make_mailing: MakeMailing, outbox: Outbox
) -> None:
    silent, korean = make_mailing(mail_notices=False), make_mailing(mail_language="ko")
    for app in (silent, korean):
        add_user(app)
        log_in(app)
        log_in(app, address=AWAY)
        app.extensions["daemun"].mail.flush()

    assert [message.language for message in outbox.messages] == ["ko"]


@pytest.mark.requirement("TH-09")
@pytest.mark.parametrize("limit", ["mail_max_per_user", "mail_max_per_recipient", "mail_max_per_hour"])
def test_mails_are_limited(
    make_mailing: MakeMailing, outbox: Outbox, frozen_clock: FrozenClock, limit: str
) -> None:
    app = make_mailing(**{limit: 2})
    add_user(app)
    log_in(app)
    for network in range(4):
        log_in(app, address=f"10.{network}.0.1")
    assert len(subjects(app, outbox)) == 2

    frozen_clock.tick(hours=1)
    log_in(app, address=AWAY)

    assert len(subjects(app, outbox)) == 3


@pytest.mark.requirement("WB-10")
def test_markup_in_what_strangers_send_is_inert(app: Flask, outbox: Outbox) -> None:
    add_user(app)
    log_in(app)
    log_in(app, address=AWAY, agent="<img src=x>{{ 7 * 7 }}")

    (message,) = outbox.wait_for(1)
    assert "<img src=x>{{ 7 * 7 }}" in message.text
    assert "&lt;img src=x&gt;{{ 7 * 7 }}" in (message.html or "")
    assert "<img" not in (message.html or "")


@pytest.mark.parametrize(
    ("provider", "language", "label"),
    [
        ("kakao", "ko", "카카오"),
        ("kakao", "en", "Kakao"),
        ("kakao", "", "Kakao"),
        ("school", "ko", "나무대학교"),
        ("work", "en", "work"),
        ("gone", "en", "gone"),
    ],
)
def test_a_provider_is_called_as_on_the_pages(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox, provider: str, language: str, label: str
) -> None:
    plain = {"issuer": "https://login.example", "client_id": "shop"}
    providers = {
        "kakao": {"client_id": "shop", "client_secret": "hush-hush"},
        "school": {**plain, "label": "나무대학교"},
        "work": plain,
    }
    app = make_app(
        Daemun(clock=frozen_clock, mailer=outbox, providers=providers), mail_sender="a@shop.example"
    )
    removed = IdentityRemoved(user_id=add_user(app).id, provider=provider, identity_id="one")

    app.extensions["daemun"].audit.record(removed, Origin(language=language))

    (subject,) = subjects(app, outbox)
    assert label in subject + outbox.messages[0].text
