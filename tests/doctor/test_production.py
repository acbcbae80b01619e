import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from daemun.doctor.finding import Level
from daemun.doctor.production import examine_production, examine_role
from daemun.settings.reading import read_settings
from daemun.storage.open_store import open_store

if TYPE_CHECKING:
    from tests.services.postgres import Postgres

DECIDED = {
    "DAEMUN_REGISTRATION_ENABLED": False,
    "DAEMUN_HTTP_DESCRIPTION": False,
    "DAEMUN_HTTP_TRUSTED_PROXIES": 1,
}


def levels(config: dict[str, object], *, sends_mails: bool = True) -> dict[str, Level]:
    found = examine_production(read_settings({**DECIDED, **config}), sends_mails=sends_mails)
    return {finding.id: finding.level for finding in found}


def test_what_was_decided_is_fine() -> None:
    assert set(levels({}).values()) == {Level.OK}


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"DAEMUN_REGISTRATION_ENABLED": True}, "registration"),
        ({"DAEMUN_HTTP_DESCRIPTION": True}, "description"),
        ({"DAEMUN_HTTP_TRUSTED_PROXIES": 0}, "limits"),
    ],
)
def test_what_is_easily_forgotten_is_named_with_the_setting_that_changes_it(
    config: dict[str, object], name: str
) -> None:
    found = {each.id: each for each in examine_production(read_settings(DECIDED | config), sends_mails=True)}

    assert [each for each in found if found[each].level is not Level.OK] == [name]
    assert next(iter(config)) in found[name].remedy


def test_an_installation_that_sends_no_mails_is_named() -> None:
    assert levels({}, sends_mails=False)["mail.server"] is Level.WARNING


@pytest.mark.parametrize(("proxies", "counted"), [(1, "that is last in"), (3, "number 3 from the right")])
def test_limits_say_whose_address_they_count(proxies: int, counted: str) -> None:
    settings = read_settings({**DECIDED, "DAEMUN_HTTP_TRUSTED_PROXIES": proxies})

    limits = next(each for each in examine_production(settings, sends_mails=True) if each.id == "limits")

    assert counted in limits.sentence
    assert "20 failed logins within 5 minutes" in limits.sentence


@contextmanager
def role(server: "Postgres", *, powers: str) -> Iterator[str]:
    """The address of a new database that belongs to a new role with these powers."""
    name = f"test_{uuid.uuid4().hex}"
    with server.connect() as administrator:
        administrator.execute(f"CREATE ROLE {name} LOGIN {powers}".encode())
        administrator.execute(f"CREATE DATABASE {name} OWNER {name} STRATEGY file_copy".encode())
        try:
            yield server.url_of(name).replace("postgres@", f"{name}@")
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
            administrator.execute(f"DROP ROLE {name}".encode())


@pytest.mark.parametrize(
    ("powers", "named"),
    [
        ("", None),
        ("SUPERUSER", "has SUPERUSER"),
        ("CREATEROLE CREATEDB", "has CREATEROLE, CREATEDB"),
        ("REPLICATION BYPASSRLS", "has REPLICATION, BYPASSRLS"),
    ],
)
def test_a_role_that_may_more_than_daemun_needs_is_named(
    shared_postgres: "Postgres", powers: str, named: str | None
) -> None:
    with role(shared_postgres, powers=powers) as url:
        store = open_store(url)
        found = list(examine_role(store))
        store.close()

    assert [each.sentence.removeprefix("the role of DAEMUN_DATABASE_URL ") for each in found] == (
        [] if named is None else [named]
    )


def test_a_sqlite_file_has_no_role() -> None:
    store = open_store("sqlite://")

    assert list(examine_role(store)) == []
    store.close()
