import pytest

from daemun.composition.services import Services
from daemun.features.admin.model import NewUser
from daemun.features.audit.events import Event
from daemun.features.audit.service import SYSTEM
from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.users.errors import UsernameTaken
from tests.builders import HOME, PASSWORD, add_user, log_in

MINSU = NewUser(username="minsu", email="minsu@example.kr", roles=("admin", "editor"))


def test_a_user_is_made_with_password_and_roles_in_one_commit(
    services: Services, events: list[Event]
) -> None:
    user = services.admin.create_user(MINSU, PASSWORD, origin=HOME)

    overview = services.admin.overview_of(user)
    assert (overview.roles, overview.has_password) == (("admin", "editor"), True)
    assert [event.name for event in events] == ["user.created", "role.granted", "role.granted"]


def test_a_taken_name_leaves_nothing_behind(services: Services, events: list[Event]) -> None:
    there = add_user(services)

    with pytest.raises(UsernameTaken):
        services.admin.create_user(NewUser("minsu", roles=("admin",)), PASSWORD, origin=SYSTEM)

    assert services.roles.list_roles(there.id) == ()
    assert events == []


@pytest.mark.parametrize(
    ("new", "password", "error"),
    [
        (MINSU, "password", PasswordTooWeak),
        (NewUser("minsu", roles=("a,b",)), PASSWORD, ValueError),
    ],
)
def test_administrators_keep_the_rules(
    services: Services, new: NewUser, password: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        services.admin.create_user(new, password, origin=SYSTEM)

    assert services.users.list_page() == []


@pytest.mark.requirement("PW-17")
def test_a_generated_password_is_nowhere_but_in_the_answer(services: Services) -> None:
    user, generated = services.admin.create_user_with_generated_password(MINSU, origin=SYSTEM)

    assert generated.text not in repr(generated)
    overview = services.admin.overview_of(user)
    assert overview.must_change_password
    events = services.store.audit.list_page(user_id=user.id)
    assert generated.text not in repr(events)


def test_an_id_is_found_before_a_name_that_looks_like_it(services: Services) -> None:
    user = add_user(services)

    assert services.admin.find(user.id) == user
    assert services.admin.find("MINSU") == user
    assert services.admin.find("minsu@example.kr") == user
    assert services.admin.find("\0") is None


def test_sessions_of_others_are_not_shown(services: Services) -> None:
    user, other = add_user(services), add_user(services, "jiwoo")
    tokens = log_in(services, user)
    log_in(services, other)

    assert [each.id for each in services.admin.overview_of(user).sessions] == [tokens.session.id]
