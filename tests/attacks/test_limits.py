"""TH: how often one may try, from where, and what is told and recorded about it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from daemun.features.users.model import User
from tests.attacks.site import PASSWORD, WRONG_PASSWORD, Answer, MakeSite, Site

MANY = {"lockout_address_max_failures": 10**6, "lockout_address_hour_max_failures": 10**6}


def wait_of(answer: Answer) -> int:
    return int(answer.headers["Retry-After"])


@pytest.mark.requirement("TH-02", "TH-08", "KR-02")
def test_waits_double_from_the_sixth_try_on_and_a_success_resets_them(make_site: MakeSite) -> None:
    site = make_site(**MANY)
    site.add_user()
    assert [site.log_in(password=WRONG_PASSWORD).status_code for _ in range(5)] == [401] * 5

    waits = []
    for _ in range(9):
        refused = site.log_in()
        assert (refused.status_code, refused.json["code"]) == (429, "too_many_tries")
        assert refused.mimetype == "application/problem+json"
        assert wait_of(refused) == refused.json["retry_after"]
        waits.append(wait_of(refused))
        site.clock.tick(seconds=waits[-1])
        assert site.log_in(password=WRONG_PASSWORD).status_code == 401

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    site.clock.tick(hours=1)
    assert site.log_in().status_code == 200
    assert [site.log_in(password=WRONG_PASSWORD).status_code for _ in range(6)] == [401] * 5 + [429]


@pytest.mark.requirement("TH-01")
def test_after_a_hundred_wrong_tries_in_a_row_the_password_opens_nothing(make_site: MakeSite) -> None:
    site = make_site(**MANY, lockout_max_failures=98)
    user = site.add_user()
    for _ in range(100):
        site.clock.tick(hours=1)
        assert site.log_in(password=WRONG_PASSWORD).status_code == 401

    for days in (1, 300):
        site.clock.tick(days=days)
        assert site.log_in().status_code == 429

    site.services.lockout.unlock(user.id)
    assert site.log_in().status_code == 200


@pytest.mark.requirement("TH-03")
def test_many_addresses_do_not_give_more_tries_on_one_user(site: Site, minsu: User) -> None:
    answers = [site.log_in(password=WRONG_PASSWORD, address=f"198.51.100.{n}") for n in range(20)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 15


@pytest.mark.requirement("TH-03")
@pytest.mark.parametrize(
    ("same", "other"),
    [
        (["192.0.2.1"], "192.0.2.2"),
        (["2001:db8:0:1::1", "2001:db8:0:1:ffff::2"], "2001:db8:0:2::1"),
        (["192.0.2.1", "::ffff:192.0.2.1"], "192.0.2.2"),
        (["fe80::1%eth0", "fe80::1%eth1"], "192.0.2.2"),
    ],
)
def test_one_address_may_try_ten_users(site: Site, minsu: User, same: list[str], other: str) -> None:
    answers = [
        site.log_in(f"nobody{n}", WRONG_PASSWORD, address=same[n % len(same)]).status_code for n in range(15)
    ]

    assert answers == [401] * 10 + [429] * 5
    assert site.log_in(address=same[0]).status_code == 429
    assert site.log_in(address=other).status_code == 200
    site.clock.tick(minutes=10)
    assert site.log_in(address=same[0]).status_code == 200


@pytest.mark.requirement("TH-03")
def test_twenty_wrong_tries_from_one_address_are_enough_for_five_minutes(site: Site, minsu: User) -> None:
    answers = [site.log_in(f"nobody{n % 5}", WRONG_PASSWORD).status_code for n in range(20)]
    assert set(answers) == {401}

    assert (site.log_in().status_code, wait_of(site.log_in())) == (429, 300)
    site.clock.tick(minutes=5)
    assert site.log_in().status_code == 200


@pytest.mark.requirement("TH-05")
def test_the_same_count_holds_for_every_name_of_a_user(make_site: MakeSite) -> None:
    site = make_site(**MANY, users_identifiers=("username", "email"))
    site.add_user(email="kim@example.kr")
    names = [{"username": "minsu.kim"}, {"email": "kim@example.kr"}, {"identifier": "minsu.kim"}]

    def log_in(name: dict[str, str]) -> int:
        body = {**name, "password": WRONG_PASSWORD}
        return site.client().post("/auth/login", json=body).status_code

    assert [log_in(names[n % 3]) for n in range(5)] == [401] * 5
    assert [log_in(name) for name in names] == [429] * 3


FORGED = {"X-Real-IP": "203.0.113.77", "Forwarded": "for=203.0.113.77", "X-Forwarded-For": "203.0.113.77"}


@pytest.mark.requirement("TH-06")
@pytest.mark.parametrize(
    ("proxies", "headers", "believed"),
    [
        (0, {}, "192.0.2.1"),
        (0, FORGED, "192.0.2.1"),
        (1, {}, "192.0.2.1"),
        (1, {"X-Forwarded-For": "198.51.100.5"}, "198.51.100.5"),
        (1, {"X-Forwarded-For": "203.0.113.77, 198.51.100.5"}, "198.51.100.5"),
        (1, {"Forwarded": "for=203.0.113.77", "X-Real-IP": "203.0.113.77"}, "192.0.2.1"),
        (2, {"X-Forwarded-For": "203.0.113.77, 198.51.100.5, 198.51.100.6"}, "198.51.100.5"),
        (2, {"X-Forwarded-For": "198.51.100.6"}, "192.0.2.1"),
        (1, {"X-Forwarded-For": "::ffff:198.51.100.5"}, "::ffff:198.51.100.5"),
    ],
)
def test_the_address_is_the_one_that_trusted_proxies_wrote(
    make_site: MakeSite, proxies: int, headers: dict[str, str], believed: str
) -> None:
    site = make_site(http_trusted_proxies=proxies)
    site.add_user()

    answer = site.log_in(**headers)

    address = site.events("user.logged_in")[0].origin.address
    assert answer.status_code == 200
    assert str(address).replace("::ffff:c633:6405", "::ffff:198.51.100.5") == believed


@pytest.mark.requirement("TH-10", "LG-01", "KR-03")
def test_failed_and_refused_tries_are_recorded_with_reason_and_origin(site: Site, minsu: User) -> None:
    site.log_in(password=WRONG_PASSWORD, **{"User-Agent": "Browser 1"})
    site.clock.tick(seconds=1)
    site.log_in("nobody.here", WRONG_PASSWORD)
    site.clock.tick(seconds=1)
    site.services.users.lock(minsu.id)
    site.log_in()
    for _ in range(4):
        site.log_in(password=WRONG_PASSWORD)

    failed = site.events("login.failed")
    reasons = [event.details["reason"] for event in failed]
    assert reasons == ["wrong_password", "unknown_user", *["locked"] * 4]
    assert [event.user_id for event in failed][:3] == [minsu.id, None, minsu.id]
    assert failed[0].origin.address == "192.0.2.1"
    assert failed[0].origin.user_agent == "Browser 1"
    assert failed[0].origin.request_id
    assert failed[-1].at == site.clock.now()
    refused = site.events("try.refused")
    assert [event.details["limit"] for event in refused] == ["user"]


@pytest.mark.requirement("TH-05")
def test_no_way_in_is_without_a_limit(site: Site, minsu: User) -> None:
    ways = [
        ("/auth/login", {"username": "minsu.kim", "password": WRONG_PASSWORD}),
        ("/auth/reauthenticate", {"password": WRONG_PASSWORD}),
        ("/auth/me/password", {"current_password": WRONG_PASSWORD, "new_password": PASSWORD}),
    ]
    for path, body in ways:
        site.clock.tick(minutes=6)
        headers = site.bearer(minsu)
        answers = {site.client().post(path, json=body, headers=headers).status_code for _ in range(12)}
        assert answers == {401, 429}


def _spray(site: Site, users: range) -> None:
    for number in users:
        answer = site.log_in(
            f"person{number}", password=WRONG_PASSWORD, address=f"198.51.{number // 200}.{number % 200 + 1}"
        )
        assert answer.status_code == 401


@pytest.mark.requirement("TH-10")
def test_one_password_tried_on_many_users_from_many_addresses_raises_one_alarm(
    make_site: MakeSite, any_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site(database_url=any_database_url, lockout_alarm_failures=20)

    _spray(site, range(19))
    assert site.events("login.failures_high") == []
    _spray(site, range(19, 50))

    [alarm] = site.events("login.failures_high")
    assert alarm.details == {"failures": 20, "seconds": 600}
    assert "passwords are being tried" in caplog.text
    site.clock.tick(minutes=10)
    _spray(site, range(100, 130))
    assert len(site.events("login.failures_high")) == 2


@pytest.mark.requirement("TH-10")
def test_two_hundred_users_are_noticed_as_the_settings_are(make_site: MakeSite) -> None:
    site = make_site()

    _spray(site, range(200))

    assert len(site.events("login.failures_high")) == 1


@pytest.mark.requirement("TH-10")
def test_one_person_who_mistypes_all_the_time_raises_no_alarm(make_site: MakeSite) -> None:
    site = make_site(**MANY, lockout_alarm_failures=10, lockout_max_failures=98)
    site.add_user()

    for _ in range(60):
        site.log_in(password=WRONG_PASSWORD)

    assert site.services.lockout.recent_failures() == 1
    assert site.events("login.failures_high") == []


@pytest.mark.requirement("TH-10")
def test_logins_that_succeed_are_no_failures(make_site: MakeSite) -> None:
    site = make_site(lockout_alarm_failures=10)
    site.add_user()

    for number in range(15):
        assert site.log_in(address=f"198.51.100.{number + 1}").status_code == 200

    assert site.services.lockout.recent_failures() == 0


@pytest.mark.requirement("TH-07", "TH-10")
def test_failures_at_the_same_time_raise_exactly_one_alarm(
    make_site: MakeSite, any_database_url: str
) -> None:
    site = make_site(database_url=any_database_url, lockout_alarm_failures=10)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _spray(site, range(number, number + 1)), range(30)))

    assert len(site.events("login.failures_high")) == 1
    assert site.services.lockout.recent_failures() == 10


@pytest.mark.requirement("TH-07")
def test_counters_in_valkey_serve_mongodb_as_they_serve_sql(
    mongodb_url: str, valkey_url: str, make_site: MakeSite
) -> None:
    site = make_site(database_url=mongodb_url, redis_url=valkey_url)
    site.add_user()
    assert [backend.name for backend in site.services.store.backends] == ["mongodb", "redis"]

    wrong = [site.log_in(password=WRONG_PASSWORD).status_code for _ in range(6)]
    assert wrong == [401] * 5 + [429]
    assert site.log_in().status_code == 429
    site.clock.tick(minutes=1)
    # Forgiven only once the session is written: five new tries.
    assert site.log_in().status_code == 200
    assert [site.log_in(password=WRONG_PASSWORD).status_code for _ in range(5)] == [401] * 5

    assert site.services.store.inspection.table_sizes()["daemun_lockout"] == 0
