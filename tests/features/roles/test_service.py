import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.composition.services import Services
from daemun.features.audit.events import Event, RoleGranted, RoleRevoked
from daemun.features.roles.service import read_role
from daemun.features.users.model import User
from tests.builders import HOME, add_user


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)


def test_roles_are_listed_in_alphabetical_order(services: Services, user: User) -> None:
    for role in ("writer", "admin", "reader"):
        assert services.roles.grant(user.id, role)

    assert services.roles.list_roles(user.id) == ("admin", "reader", "writer")


@pytest.mark.requirement("KR-05")
def test_a_role_is_granted_and_revoked_once(services: Services, user: User, events: list[Event]) -> None:
    outcomes = [
        services.roles.grant(user.id, "editor", origin=HOME),
        services.roles.grant(user.id, "editor", origin=HOME),
        services.roles.revoke(user.id, "editor", origin=HOME),
        services.roles.revoke(user.id, "editor", origin=HOME),
    ]

    assert outcomes == [True, False, True, False]
    assert services.roles.list_roles(user.id) == ()
    assert events == [
        RoleGranted(user_id=user.id, role="editor"),
        RoleRevoked(user_id=user.id, role="editor"),
    ]


def test_a_lost_role_can_be_regained(services: Services, user: User) -> None:
    services.roles.grant(user.id, "editor")
    services.roles.revoke(user.id, "editor")

    assert services.roles.grant(user.id, "editor")
    assert services.roles.list_roles(user.id) == ("editor",)


@pytest.mark.parametrize(
    "role",
    [
        "a",
        "0",
        "editor",
        "team:read.all_of-it",
        "Admin",
        "ROLE_USER",
        "관리자",
        "Site Admin",
        ":a",
        "한" * 64,
    ],
)
def test_roles_have_the_names_that_people_gave_them(services: Services, user: User, role: str) -> None:
    assert services.roles.grant(user.id, role)
    assert services.roles.list_roles(user.id) == (role,)
    assert services.roles.list_in_use() == {role}
    assert services.roles.revoke(user.id, role)
    assert services.roles.list_in_use() == set()


@pytest.mark.parametrize(
    "role", ["", " ", "x" * 65, "-", "a,b", "editor\n", "a\0", "a\tb", "a\u202eb", "a\u200bb", "\ud800a"]
)
def test_these_names_are_no_roles(services: Services, user: User, role: str) -> None:
    with pytest.raises(ValueError, match="a role is"):
        services.roles.grant(user.id, role)
    assert services.roles.list_roles(user.id) == ()


def test_one_role_is_one_however_its_letters_are_composed(services: Services, user: User) -> None:
    decomposed = unicodedata.normalize("NFD", " 관리자 ")

    assert services.roles.grant(user.id, decomposed)
    assert not services.roles.grant(user.id, "관리자")
    assert services.roles.revoke(user.id, decomposed)


@given(role=st.text(max_size=70))
def test_a_role_that_is_read_stays_as_it_is(role: str) -> None:
    try:
        read = read_role(role)
    except ValueError:
        return
    assert read_role(read) == read
    assert "," not in read
    assert read.isprintable()
