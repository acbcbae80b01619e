import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemun.composition import Services
from daemun.features.audit.events import Event, RoleGranted, RoleRevoked
from daemun.features.roles.service import Roles
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


@pytest.mark.parametrize("role", ["a", "0", "editor", "team:read.all_of-it", "x" * 40])
def test_these_names_are_roles(services: Services, user: User, role: str) -> None:
    assert services.roles.grant(user.id, role)


@pytest.mark.parametrize(
    "role", ["", "x" * 41, "Admin", "관리자", "two words", ":first", "-", "a,b", "editor\n", "a\0", "é", "٣"]
)
def test_these_names_are_no_roles(services: Services, user: User, role: str) -> None:
    with pytest.raises(ValueError, match="a role is"):
        services.roles.grant(user.id, role)
    assert services.roles.list_roles(user.id) == ()


@given(role=st.text().filter(lambda text: "," in text or not text.isascii() or any(map(str.isspace, text))))
def test_no_role_can_break_out_of_a_header_with_a_list_of_roles(role: str) -> None:
    roles = Roles.__new__(Roles)  # the name is looked at before anything is touched

    with pytest.raises(ValueError, match="a role is"):
        roles.grant("user", role)
