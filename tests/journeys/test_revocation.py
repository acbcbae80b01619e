"""Whatever ends a session or a role is seen by every worker within a second, and at once if a view checks."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from daemun.composition.services import Services
from daemun.features.audit.service import SYSTEM
from daemun.server import create_app
from tests.journeys.people import NEW_PASSWORD, PASSWORD, Person, statuses_by_worker
from tests.server_process import ServerProcess

SECOND = 1.0


@contextmanager
def services_beside(server: ServerProcess) -> Iterator[Services]:
    """Give the services of one more process of the same installation."""
    app = create_app(instance_path=server.folder / "instance", config=server.settings)
    services: Services = app.extensions["daemun"]
    yield services
    services.close()


def log_out(person: Person) -> None:
    assert person.post("/auth/logout").status == 204


def change_password_elsewhere(person: Person) -> None:
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.log_in_elsewhere().post("/auth/me/password", body).status == 200


def lock(person: Person) -> None:
    """By another process of the installation, as the command line does."""
    with services_beside(person.server) as services:
        services.users.lock(person.user_id, origin=SYSTEM)


@pytest.mark.requirement("SE-10", "SE-12", "RT-08")
@pytest.mark.parametrize("end", [log_out, change_password_elsewhere, lock])
def test_every_worker_sees_the_end_of_a_session_within_a_second(
    server: ServerProcess, name: str, end: Callable[[Person], None]
) -> None:
    person = Person.register(server, name)
    assert set(statuses_by_worker(person, "/protected").values()) == {200}

    end(person)
    ended_at = time.monotonic()

    assert person.get("/checked").code == "token_revoked"
    time.sleep(max(0.0, ended_at + SECOND - time.monotonic()))
    assert set(statuses_by_worker(person, "/protected").values()) == {401}
    assert person.refresh().code == "session_ended"


@pytest.mark.requirement("SE-10")
def test_every_worker_sees_a_lost_role_within_a_second(server: ServerProcess, name: str) -> None:
    person = Person.register(server, name)
    with services_beside(server) as services:
        services.roles.grant(person.user_id, "editor", origin=SYSTEM)
        person.refresh()
        assert set(statuses_by_worker(person, "/editors").values()) == {200}

        services.roles.revoke(person.user_id, "editor", origin=SYSTEM)
        revoked_at = time.monotonic()

    time.sleep(max(0.0, revoked_at + SECOND - time.monotonic()))
    assert set(statuses_by_worker(person, "/editors").values()) == {401}
    assert person.refresh().status == 200
    assert set(statuses_by_worker(person, "/protected").values()) == {200}
    assert person.get("/editors").code == "insufficient_role"
