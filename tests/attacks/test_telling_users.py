"""EN: whoever asks learns nothing about who has a user here."""

import pytest

from tests.attacks.site import PASSWORD, WRONG_PASSWORD, Answer, MakeSite, Site


def visible(answer: Answer) -> tuple[object, ...]:
    """Everything that a caller sees, but for the random name of the request."""
    instance = answer.json["instance"]
    return (
        answer.status,
        answer.get_data(as_text=True).replace(instance, "*" * len(instance)),
        [(name, value) for name, value in answer.headers],
    )


@pytest.mark.requirement("EN-01")
@pytest.mark.parametrize("cookies", [False, True])
def test_every_failed_login_answers_the_same_bytes(make_site: MakeSite, cookies: bool) -> None:
    site = make_site(transport_cookies=cookies)
    site.add_user("minsu.kim")
    locked = site.add_user("locked.lee")
    site.services.users.lock(locked.id)
    without_password = site.services.users.draft(username="keyless.cho", email=None, profile={})
    site.services.users.add(without_password)
    deleted = site.add_user("gone.park")
    site.services.users.delete(deleted.id)

    answers = [
        site.log_in(name, password, **{"Sec-Fetch-Site": "same-origin"})
        for name, password in [
            ("minsu.kim", WRONG_PASSWORD),
            ("nobody.here", WRONG_PASSWORD),
            ("locked.lee", PASSWORD),
            ("locked.lee", WRONG_PASSWORD),
            ("keyless.cho", PASSWORD),
            ("gone.park", PASSWORD),
            ("!!", WRONG_PASSWORD),
        ]
    ]

    assert [answer.status_code for answer in answers] == [401] * 7
    assert len({str(visible(answer)) for answer in answers}) == 1


@pytest.mark.requirement("EN-06", "TH-08")
def test_unknown_users_are_counted_exactly_as_known_ones(make_site: MakeSite) -> None:
    site = make_site(lockout_address_max_failures=1000, lockout_address_hour_max_failures=1000)
    site.add_user("minsu.kim")

    def sequence(name: str) -> list[tuple[object, ...]]:
        found = []
        for step in (0, 0, 0, 0, 0, 0, 31, 0, 61, 0):
            site.clock.tick(seconds=step)
            answer = site.log_in(name, WRONG_PASSWORD)
            found.append((*visible(answer), answer.headers.get("Retry-After")))
        return found

    known, unknown = sequence("minsu.kim"), sequence("nobody.at.all")

    assert known == unknown
    assert [answer[0] for answer in known].count("429 TOO MANY REQUESTS") == 3


@pytest.mark.requirement("EN-06")
@pytest.mark.parametrize("name", ["minsu.kim", "nobody.kim"])
def test_spelling_a_name_otherwise_gives_no_new_tries(make_site: MakeSite, name: str) -> None:
    site = make_site(lockout_address_users_window=1)
    site.add_user("minsu.kim")
    for _ in range(5):
        assert site.log_in(name, WRONG_PASSWORD).status_code == 401

    # Full-width letters, capitals, spaces around: one user if there is one, so one count if there is none.
    spellings = [name.upper(), f" {name} ", "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in name)]
    for spelling in spellings:
        assert site.log_in(spelling, WRONG_PASSWORD).status_code == 429


@pytest.mark.requirement("EN-06")
@pytest.mark.parametrize("address", ["kim@example.kr", "nobody@example.kr"])
def test_spelling_an_address_otherwise_gives_no_new_tries(make_site: MakeSite, address: str) -> None:
    site = make_site(users_identifiers=("username", "email"))
    site.add_user("minsu.kim", email="kim@example.kr")

    def log_in(**name: str) -> int:
        return site.client().post("/auth/login", json={**name, "password": WRONG_PASSWORD}).status_code

    for _ in range(5):
        assert log_in(email=address) == 401

    for spelling in (address.upper(), f" {address}"):
        assert log_in(email=spelling) == 429
        assert log_in(identifier=spelling) == 429


@pytest.mark.requirement("EN-08")
def test_asking_which_names_are_taken_is_limited(site: Site) -> None:
    site.add_user("minsu.kim")

    def register() -> Answer:
        return site.client().post("/auth/register", json={"username": "minsu.kim", "password": PASSWORD})

    answers = [register() for _ in range(11)]

    assert [answer.json["code"] for answer in answers] == ["username_taken"] * 10 + ["too_many_tries"]
    site.clock.tick(hours=1)
    assert register().json["code"] == "username_taken"
