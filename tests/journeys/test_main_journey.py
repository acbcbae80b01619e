"""The whole main job over HTTP, against the real server process, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.people import NEW_PASSWORD, PASSWORD, Person, statuses_by_worker
from tests.server_process import ServerProcess


def test_a_person_registers_logs_in_refreshes_and_logs_out(server: ServerProcess, name: str) -> None:
    person = Person.register(server, name)

    assert person.get("/protected").body == {"message": f"{name}, 인증 성공"}
    assert server.get("/protected").code == "token_missing"
    assert person.get("/auth/me").body["username"] == name

    login = server.post("/auth/login", {"username": name, "password": PASSWORD})
    assert (login.status, login.body["token"]) == (200, login.body["access_token"])
    assert login.headers["Cache-Control"] == "no-store"

    first = person.access_token
    assert person.refresh().status == 200
    assert person.access_token != first
    assert person.get("/protected").status == 200

    assert person.post("/auth/logout").status == 204
    assert person.refresh().code == "session_ended"
    assert person.get("/checked").code == "token_revoked"


def test_a_person_sees_and_ends_other_sessions(server: ServerProcess, name: str) -> None:
    person = Person.register(server, name)
    other = person.log_in_elsewhere()

    sessions = person.get("/auth/sessions").body["sessions"]
    assert {each["id"]: each["current"] for each in sessions} == {
        person.session_id: True,
        other.session_id: False,
    }

    ended = server.call("DELETE", f"/auth/sessions/{other.session_id}", token=person.access_token)
    assert ended.status == 204
    assert other.refresh().code == "session_ended"
    assert person.refresh().status == 200
    [left] = person.get("/auth/sessions").body["sessions"]
    assert left["id"] == person.session_id


def test_a_changed_password_counts_at_once_and_ends_other_sessions(server: ServerProcess, name: str) -> None:
    person = Person.register(server, name)
    other = person.log_in_elsewhere()

    changed = person.post("/auth/me/password", {"current_password": PASSWORD, "new_password": NEW_PASSWORD})

    assert changed.status == 200
    assert other.refresh().code == "session_ended"
    assert person.refresh().code == "session_ended"
    assert person.holding(changed).refresh().status == 200
    old = server.post("/auth/login", {"username": name, "password": PASSWORD})
    assert (old.status, old.code) == (401, "invalid_credentials")
    assert server.post("/auth/login", {"username": name, "password": NEW_PASSWORD}).status == 200


def test_sessions_go_on_after_a_restart(server: ServerProcess, name: str) -> None:
    person = Person.register(server, name)

    server.stop()
    server.start()

    assert person.get("/protected").status == 200
    assert person.refresh().status == 200


@pytest.mark.requirement("JK-01")
def test_a_first_start_of_many_workers_makes_one_private_key_that_all_share(
    server: ServerProcess, name: str
) -> None:
    person = Person.register(server, name)

    assert statuses_by_worker(person, "/protected") == dict.fromkeys(server.worker_ids(), 200)
    secret = server.folder / "instance" / "daemun-secret-key"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(server.get("/auth/.well-known/jwks.json").body["keys"]) >= 1


@pytest.mark.requirement("AC-04")
def test_of_many_who_register_one_name_at_once_exactly_one_does(server: ServerProcess, name: str) -> None:
    names = [name.upper(), name] * 8

    with ThreadPoolExecutor(len(names)) as pool:
        answers = list(
            pool.map(
                lambda name: server.post("/auth/register", {"username": name, "password": PASSWORD}), names
            )
        )

    assert sorted(answer.status for answer in answers) == [201] + [409] * 15
    assert {answer.code for answer in answers} == {None, "username_taken"}


@pytest.mark.requirement("RL-06")
def test_32_parallel_logins_all_succeed(server: ServerProcess, name: str) -> None:
    people = [Person.register(server, f"{name}-{number}") for number in range(8)]

    with ThreadPoolExecutor(32) as pool:
        logins = list(pool.map(Person.log_in_elsewhere, people * 4))

    assert len({login.session_id for login in logins}) == 32
    assert "locked" not in server.log_text()
