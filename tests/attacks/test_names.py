"""AC: one person, one name, however it is written and however many ask at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.attacks.site import PASSWORD, Answer, MakeSite, Site


def register(site: Site, **names: str) -> Answer:
    return site.client().post("/auth/register", json={**names, "password": PASSWORD})


@pytest.mark.requirement("AC-01", "AC-02")
@pytest.mark.parametrize("spelling", ["MINSU.KIM", "ｍｉｎｓｕ.kim", " minsu.kim ", "мinsu.kim", "mіnsu.kim"])
def test_another_spelling_of_a_name_is_no_new_name(site: Site, spelling: str) -> None:
    site.add_user("minsu.kim")

    assert register(site, username=spelling).status_code in (409, 422)


@pytest.mark.requirement("AC-02")
@pytest.mark.parametrize(
    "name",
    [
        "minjuk1m",
        "MlNJUKIM",
        "rninjukim",
        "mınjukim",
        "minjuki\u0307m",
        "mi\u0323njukim",
        "mïnjukim",
        "minjukịm",
        "ⅿinjukim",
        "ｍinjukim",
    ],
    ids=ascii,
)
def test_a_name_that_looks_like_somebodys_cannot_be_had(site: Site, name: str) -> None:
    assert register(site, username="minjukim").status_code == 201

    assert register(site, username=name).status_code in (409, 422)


@pytest.mark.requirement("AC-02")
def test_of_many_who_register_look_alikes_at_once_exactly_one_gets_in(
    make_site: MakeSite, any_database_url: str
) -> None:
    site = make_site(database_url=any_database_url, lockout_registrations_per_hour=100)
    names = ["minjukim", "minjuk1m", "rninjukim", "mínjukim", "minjukím", "minjuklm"]

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda name: register(site, username=name), names * 2))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 11
    assert {answer.json["code"] for answer in answers if answer.status_code == 409} == {"username_taken"}


@pytest.mark.requirement("AC-02")
@pytest.mark.parametrize("name", ["admin", "Root", "관리자", "ＡＤＭＩＮ"])
def test_names_that_promise_authority_cannot_be_had(site: Site, name: str) -> None:
    assert register(site, username=name).status_code == 422


@pytest.mark.requirement("AC-03")
@pytest.mark.parametrize(
    "address",
    [
        "a@b.kr, c@d.kr",
        "a@b.kr\r\nBcc: c@d.kr",
        "Kim <a@b.kr>",
        "a@b",
        "@b.kr",
        "a" * 65 + "@b.kr",
        "a@" + "b." * 130 + "kr",
    ],
)
def test_what_is_not_one_address_is_refused(make_site: MakeSite, address: str) -> None:
    site = make_site(users_identifiers=("username", "email"))

    assert register(site, username="minsu.kim", email=address).status_code == 422


@pytest.mark.requirement("AC-04")
def test_of_many_who_register_one_name_at_once_exactly_one_gets_it(
    make_site: MakeSite, any_database_url: str
) -> None:
    site = make_site(database_url=any_database_url, lockout_registrations_per_hour=100)

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: register(site, username="minsu.kim"), range(24)))

    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201] + [409] * 23
