"""SE, AC, PW, MF: how sessions begin and end, seen from outside."""

import pytest

from daemun.features.users.model import User
from tests.attacks.site import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, Site, bearer


def refresh(site: Site, token: str) -> int:
    return site.client().post("/auth/refresh", json={"refresh_token": token}).status_code


def me(site: Site, token: str) -> int:
    return site.client().get("/auth/me", headers=bearer(token)).status_code


@pytest.mark.requirement("SE-01", "AC-13")
def test_secrets_and_ids_are_long_and_never_twice_the_same(site: Site, minsu: User) -> None:
    issued = [site.log_in_as(minsu) for _ in range(50)]

    assert len({tokens.refresh_token for tokens in issued}) == 50
    assert len({tokens.session.id for tokens in issued}) == 50
    for tokens in issued:
        assert len(tokens.session.id) == 22
        assert len(tokens.refresh_token.split(".")[1]) * 6 >= 256
    assert len(minsu.id) == 22


@pytest.mark.requirement("SE-02", "SE-08", "MF-04")
def test_a_fresh_proof_gives_a_new_secret_and_a_refresh_raises_nothing(site: Site, minsu: User) -> None:
    tokens = site.log_in_as(minsu)
    site.clock.tick(minutes=9)

    renewed = site.client().post(
        "/auth/reauthenticate", json={"password": PASSWORD}, headers=bearer(tokens.access_token.text)
    )

    verify = site.services.web.verifier.verify
    assert verify(renewed.json["access_token"]).auth_time == site.clock.now()
    assert refresh(site, tokens.refresh_token) == 401
    proved_at = site.clock.now()
    site.clock.tick(hours=1)
    again = site.client().post("/auth/refresh", json={"refresh_token": renewed.json["refresh_token"]}).json
    token = verify(again["access_token"])
    assert (token.auth_time, token.amr, token.acr) == (proved_at, ("pwd",), "aal1")


@pytest.mark.requirement("SE-03", "KR-08")
@pytest.mark.parametrize(("step", "rounds"), [({"days": 14}, 0), ({"days": 13}, 2), ({"days": 30}, 0)])
def test_sessions_end_when_idle_or_old_whatever_the_client_keeps(
    site: Site, minsu: User, step: dict[str, float], rounds: int
) -> None:
    token = site.log_in_as(minsu).refresh_token
    for _ in range(rounds):
        site.clock.tick(**step)
        token = site.client().post("/auth/refresh", json={"refresh_token": token}).json["refresh_token"]
    if rounds:
        site.clock.tick(days=3, hours=23)
        token = site.client().post("/auth/refresh", json={"refresh_token": token}).json["refresh_token"]
        site.clock.tick(hours=1)
    else:
        site.clock.tick(**step)

    assert refresh(site, token) == 401
    assert site.services.sessions.list_live(minsu.id) == []


@pytest.mark.requirement("SE-04", "SE-12", "RT-08")
def test_logging_out_ends_the_session_with_all_its_tokens(site: Site, minsu: User) -> None:
    tokens, other = site.log_in_as(minsu), site.log_in_as(minsu)

    answer = site.client().post("/auth/logout", headers=bearer(tokens.access_token.text))

    assert answer.status_code == 204
    assert me(site, tokens.access_token.text) == 401
    assert refresh(site, tokens.refresh_token) == 401
    assert me(site, other.access_token.text) == 200


@pytest.mark.requirement("AC-11", "SE-05")
@pytest.mark.parametrize("end", ["lock", "delete"])
def test_locking_and_deleting_end_everything_at_once(site: Site, minsu: User, end: str) -> None:
    tokens = site.log_in_as(minsu)

    getattr(site.services.users, end)(minsu.id)

    assert me(site, tokens.access_token.text) == 401
    assert refresh(site, tokens.refresh_token) == 401
    assert site.log_in().json["code"] == "invalid_credentials"
    body = {"password": PASSWORD}
    headers = bearer(tokens.access_token.text)
    assert site.client().post("/auth/reauthenticate", json=body, headers=headers).status_code == 401


@pytest.mark.requirement("PW-15", "SE-06", "RT-08")
def test_changing_the_password_needs_the_current_one_and_ends_the_other_sessions(
    site: Site, minsu: User
) -> None:
    mine, other = site.log_in_as(minsu), site.log_in_as(minsu)

    def change(current: str | None) -> int:
        body = {"current_password": current, "new_password": NEW_PASSWORD}
        headers = bearer(mine.access_token.text)
        return site.client().post("/auth/me/password", json=body, headers=headers).status_code

    assert change(None) == 422
    assert change(WRONG_PASSWORD) == 401
    assert me(site, other.access_token.text) == 200
    assert change(PASSWORD) == 200
    assert refresh(site, mine.refresh_token) == 401
    assert me(site, other.access_token.text) == 401
    assert refresh(site, other.refresh_token) == 401
    assert me(site, mine.access_token.text) == 200
    assert site.log_in().status_code == 401
    assert site.log_in(password=NEW_PASSWORD).status_code == 200


@pytest.mark.requirement("PW-08", "PW-19")
def test_only_evidence_of_a_leak_demands_a_change_and_then_nothing_else_works(
    site: Site, minsu: User
) -> None:
    site.clock.tick(days=5 * 365)
    before = site.log_in()
    assert before.status_code == 200

    site.services.passwords.demand_change(minsu.id)

    assert me(site, before.json["access_token"]) == 401
    tokens = site.log_in().json
    headers = bearer(tokens["access_token"])
    for method, path in [("GET", "/auth/me"), ("GET", "/auth/sessions"), ("GET", "/auth/verify")]:
        answer = site.client().open(path, method=method, headers=headers)
        assert answer.json["code"] == "password_change_required"
    refreshed = site.client().post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).json
    assert me(site, refreshed["access_token"]) == 403
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    changed = site.client().post("/auth/me/password", json=body, headers=headers)
    assert me(site, changed.json["access_token"]) == 200
    assert refresh(site, changed.json["refresh_token"]) == 200


@pytest.mark.requirement("SE-07", "SE-08")
def test_a_person_lists_and_ends_the_own_sessions_after_a_fresh_login(site: Site, minsu: User) -> None:
    mine, other = site.log_in_as(minsu), site.log_in_as(minsu)
    stranger = site.log_in_as(site.add_user("other.lee"))
    client, headers = site.client(), bearer(mine.access_token.text)

    listed = client.get("/auth/sessions", headers=headers).json["sessions"]
    assert {each["id"]: each["current"] for each in listed} == {
        mine.session.id: True,
        other.session.id: False,
    }
    assert client.delete(f"/auth/sessions/{stranger.session.id}", headers=headers).status_code == 404
    assert me(site, stranger.access_token.text) == 200
    assert client.delete(f"/auth/sessions/{other.session.id}", headers=headers).status_code == 204
    assert me(site, other.access_token.text) == 401

    third = site.log_in_as(minsu)
    site.clock.tick(minutes=10)
    late = client.post("/auth/refresh", json={"refresh_token": mine.refresh_token}).json["access_token"]
    for path in (f"/auth/sessions/{third.session.id}", "/auth/sessions"):
        assert client.delete(path, headers=bearer(late)).json["code"] == "fresh_login_required"


@pytest.mark.requirement("AC-12")
@pytest.mark.parametrize("name", ["admin", "root", "daemun", "test", "user", "minsu", "administrator"])
def test_a_new_installation_has_no_users(site: Site, name: str) -> None:
    for password in ("admin", "password", name, f"{name}-{name}-{name}", ""):
        assert site.log_in(name, password, address=f"192.0.2.{len(password)}").status_code in (401, 422)
    assert site.services.users.find_by_username(name) is None


@pytest.mark.requirement("PW-14")
def test_every_character_of_a_long_password_decides(site: Site) -> None:
    start = "one two three four five six seven eight nine ten "
    long = (start * 6)[:256]
    site.add_user("long.kim", password=long)

    for position in (72, 128, 255):
        other = long[:position] + "#" + long[position + 1 :]
        assert site.log_in("long.kim", other).status_code == 401
    assert site.log_in("long.kim", long[:255]).status_code == 401
    assert site.log_in("long.kim", long).status_code == 200


@pytest.mark.requirement("PW-03")
@pytest.mark.parametrize(("length", "status"), [(64, 201), (256, 201), (257, 422), (60_000, 422)])
def test_long_passwords_are_accepted_up_to_the_limit(site: Site, length: int, status: int) -> None:
    password = ("river lamp kettle pine " * 3000)[: length - 1] + "!"

    answer = site.client().post("/auth/register", json={"username": "new.one", "password": password})

    assert answer.status_code == status


@pytest.mark.requirement("HS-03")
def test_a_login_renews_a_hash_of_another_cost(site: Site, minsu: User) -> None:
    from daemun.features.passwords.hasher import Hasher
    from daemun.features.passwords.settings import PasswordSettings

    store = site.services.store.passwords
    stored = store.find(minsu.id)
    assert stored is not None
    weaker = Hasher(PasswordSettings(hash_memory=12_288, hash_passes=3)).hash(PASSWORD)
    store.rehash(minsu.id, seen_hash=stored.hash, hash=weaker)

    assert site.log_in().status_code == 200

    renewed = store.find(minsu.id)
    assert renewed is not None
    assert "m=19456,t=2,p=1" in renewed.hash


@pytest.mark.requirement("SE-07", "SE-10")
@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/auth/sessions"), ("GET", "/auth/sessions"), ("GET", "/auth/me")]
)
def test_a_session_that_another_process_ended_ends_and_sees_nothing_at_once(
    site: Site, minsu: User, method: str, path: str
) -> None:
    ended, kept = site.log_in_as(minsu), site.log_in_as(minsu)
    me(site, kept.access_token.text)
    site.services.store.sessions.revoke(ended.session.id, now=site.clock.now())

    answer = site.client().open(path, method=method, headers=bearer(ended.access_token.text))

    assert (answer.status_code, answer.json["code"]) == (401, "token_revoked")
    assert refresh(site, kept.refresh_token) == 200
