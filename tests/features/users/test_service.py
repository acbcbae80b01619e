from collections.abc import Callable

import pytest
from pydantic import BaseModel, field_validator

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import Event, ProfileChanged, UserDeleted, UserLocked, UserUnlocked
from daemun.features.sessions.errors import SessionEnded
from daemun.features.users.errors import EmailTaken, ProfileConflict, UsernameTaken, UserNotFound
from daemun.features.users.model import User
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from daemun.validation import ValidationFailed
from daemun_verify import InvalidToken
from tests.builders import HOME, PASSWORD, add_user, an_installation, log_in


class Profile(BaseModel):
    nickname: str = "nobody"
    city: str = "Seoul"


@pytest.fixture
def with_profiles(store: Store, frozen_clock: FrozenClock, events: list[Event]) -> Services:
    return an_installation(
        store, frozen_clock, publish=events.append, customization=Customization(profile=Profile)
    )


def refused(services: Services, **given: object) -> list[tuple[str, str]]:
    fields: dict[str, object] = {"username": None, "email": None, "profile": {}}
    with pytest.raises(ValidationFailed) as caught:
        services.users.draft(**fields | given)  # type: ignore[arg-type]
    return [(error.pointer, error.code) for error in caught.value.errors]


def test_a_draft_has_a_shown_and_a_canonical_form_of_each_name(
    services: Services, frozen_clock: FrozenClock
) -> None:
    user = services.users.draft(username="Minsu.Kim", email="Minsu@Example.KR", profile={})

    assert (user.username, user.username_key) == ("Minsu.Kim", "minsu.kim")
    assert (user.email, user.email_key) == ("Minsu@example.kr", "minsu@example.kr")
    assert user.created_at == user.updated_at == frozen_clock.now()
    assert services.users.find(user.id) is None


@pytest.mark.requirement("AC-13")
def test_ids_are_random_and_tell_nothing(services: Services) -> None:
    ids = {services.users.draft(username="minsu", email=None, profile={}).id for _ in range(100)}

    assert len(ids) == 100
    assert {len(user_id) for user_id in ids} == {22}


def test_every_mistake_in_a_draft_is_told_at_once(services: Services) -> None:
    assert refused(services, username="a@b", email="nobody", profile={"x": 1}) == [
        ("/username", "characters"),
        ("/email", "not_an_address"),
        ("/profile", "unknown_member"),
    ]


@pytest.mark.parametrize(
    ("identifiers", "given", "mistakes"),
    [
        (("username", "email"), {}, [("/username", "required")]),
        (("email", "username"), {}, [("/email", "required")]),
        (
            ("username",),
            {"email": "kim@example.kr"},
            [("/email", "unknown_member"), ("/username", "required")],
        ),
        (("email",), {"username": "kim"}, [("/username", "unknown_member"), ("/email", "required")]),
    ],
)
def test_a_draft_needs_one_of_the_identifiers_that_are_used(
    store: Store,
    frozen_clock: FrozenClock,
    identifiers: tuple[str, ...],
    given: dict[str, object],
    mistakes: list[tuple[str, str]],
) -> None:
    services = an_installation(store, frozen_clock, users_identifiers=identifiers)

    assert refused(services, **given) == mistakes


def test_a_taken_name_or_address_is_refused_however_it_is_written(services: Services) -> None:
    services.users.add(services.users.draft(username="Minsu", email="Minsu@example.kr", profile={}))

    with pytest.raises(UsernameTaken):
        services.users.add(services.users.draft(username="mInSu", email=None, profile={}))
    with pytest.raises(EmailTaken):
        services.users.add(services.users.draft(username=None, email="minsu@EXAMPLE.kr", profile={}))


@pytest.mark.requirement("AC-01")
def test_a_user_is_found_by_name_and_address_however_they_are_written(services: Services) -> None:
    user = services.users.draft(username="민수.Kim", email="Minsu@example.kr", profile={})
    services.users.add(user)

    find: list[tuple[Callable[[str], object], str]] = [
        (services.users.find_by_username, "민수.kim"),
        (services.users.find_by_username, "\u1106\u1175\u11ab\u1109\u116e.KIM"),
        (services.users.find_by_username, " 민수.Kim "),
        (services.users.find_by_email, "minsu@example.KR"),
        (services.users.find_by_identifier, "민수.kim"),
        (services.users.find_by_identifier, "MINSU@example.kr"),
    ]

    assert [by(text) for by, text in find] == [user] * len(find)


@pytest.mark.parametrize("text", ["", "jiwoo", "\0", "\ud800", "a" * 5000, "@", "x@y", "민수@example.kr"])
def test_text_that_names_nobody_finds_nobody(services: Services, text: str) -> None:
    add_user(services)

    assert services.users.find_by_username(text) is None
    assert services.users.find_by_email(text) is None
    assert services.users.find_by_identifier(text) is None


def test_changed_profile_fields_are_merged(with_profiles: Services, events: list[Event]) -> None:
    user = add_user(with_profiles)

    changed = with_profiles.users.change_profile(user.id, {"nickname": "K"}, HOME)

    assert changed.profile == {"nickname": "K", "city": "Seoul"}
    assert changed.updated_at > user.updated_at
    assert with_profiles.users.find(user.id) == changed
    assert events[-1] == ProfileChanged(user_id=user.id, fields=("nickname",))


def test_a_wrong_change_changes_nothing(with_profiles: Services) -> None:
    user = add_user(with_profiles)

    with pytest.raises(ValidationFailed):
        with_profiles.users.change_profile(user.id, {"nickname": "K", "locked_at": None}, HOME)
    assert with_profiles.users.find(user.id) == user


def test_a_change_between_reading_and_writing_is_not_overwritten(
    store: Store, frozen_clock: FrozenClock
) -> None:
    class Contested(BaseModel):
        city: str = "Seoul"

        @field_validator("city")
        @classmethod
        def _somebody_else_is_faster(cls, city: str) -> str:
            found = store.users.find_by_username_key("minsu")
            if city == "Jeju" and found is not None:
                store.users.replace_profile(
                    found.id, seen_at=found.updated_at, profile={"city": "Busan"}, now=frozen_clock.now()
                )
            return city

    services = an_installation(store, frozen_clock, customization=Customization(profile=Contested))
    user = add_user(services)

    with pytest.raises(ProfileConflict):
        services.users.change_profile(user.id, {"city": "Jeju"}, HOME)
    found = services.users.find(user.id)
    assert found is not None
    assert found.profile == {"city": "Busan"}


def test_the_profile_of_nobody_cannot_be_changed(services: Services) -> None:
    with pytest.raises(UserNotFound):
        services.users.change_profile("nobody", {}, HOME)


@pytest.mark.requirement("AC-11", "SE-05", "RT-08", "SE-12")
def test_locking_ends_sessions_refresh_tokens_and_access_tokens_at_once(
    services: Services, events: list[Event]
) -> None:
    user = add_user(services)
    tokens = [log_in(services, user) for _ in range(3)]

    assert services.users.lock(user.id, origin=HOME)

    assert services.sessions.list_live(user.id) == []
    for each in tokens:
        with pytest.raises(SessionEnded):
            services.sessions.refresh(each.refresh_token, HOME)
        with pytest.raises(InvalidToken, match="revoked"):
            services.web.verifier.verify(each.access_token.text)
    assert events[-1] == UserLocked(user_id=user.id)


def test_locking_twice_and_unlocking_twice_is_told_once(services: Services, events: list[Event]) -> None:
    user = add_user(services)

    outcomes = [
        services.users.lock(user.id),
        services.users.lock(user.id),
        services.users.unlock(user.id),
        services.users.unlock(user.id),
        services.users.lock("nobody"),
    ]

    assert outcomes == [True, False, True, False, False]
    assert events == [UserLocked(user_id=user.id), UserUnlocked(user_id=user.id)]


def test_sessions_that_ended_with_the_lock_stay_ended_after_unlocking(services: Services) -> None:
    user = add_user(services)
    tokens = log_in(services, user)
    services.users.lock(user.id)
    services.users.unlock(user.id)

    with pytest.raises(SessionEnded):
        services.sessions.refresh(tokens.refresh_token, HOME)
    assert log_in(services, user).user.id == user.id


@pytest.mark.requirement("AC-11", "SE-05")
def test_nothing_of_a_deleted_user_lives_on(services: Services, events: list[Event]) -> None:
    user = add_user(services, password=PASSWORD)
    services.roles.grant(user.id, "editor")
    tokens = log_in(services, user)

    assert services.users.delete(user.id, origin=HOME)

    assert services.users.find(user.id) is None
    assert services.users.find_by_username("minsu") is None
    assert services.store.passwords.find(user.id) is None
    assert services.roles.list_roles(user.id) == ()
    assert services.sessions.find_live(tokens.session.id) is None
    with pytest.raises(SessionEnded):
        services.sessions.refresh(tokens.refresh_token, HOME)
    with pytest.raises(InvalidToken, match="revoked"):
        services.web.verifier.verify(tokens.access_token.text)
    assert events[-1] == UserDeleted(user_id=user.id)
    assert {event.user_id for event in services.store.audit.list_page()} >= {user.id}


def test_the_name_of_a_deleted_user_is_free_again(services: Services) -> None:
    user = add_user(services)
    services.users.delete(user.id)

    assert add_user(services).id != user.id


def test_deleting_nobody_tells_nobody(services: Services, events: list[Event]) -> None:
    assert not services.users.delete("nobody")
    assert events == []


def test_whoever_comes_in_is_shown_to_the_application_first(store: Store, frozen_clock: FrozenClock) -> None:
    asked: list[User] = []
    services = an_installation(store, frozen_clock, customization=Customization(on_registering=asked.append))
    user = services.users.draft(username="minsu", email=None, profile={})

    applicant = services.users.ask_application(user)

    assert asked == [user]
    assert services.users.find(user.id) is None
    with store.batches.batch():
        services.users.enroll(applicant, HOME)
    assert services.users.find(user.id) == user
    assert [event.name for event in store.audit.list_page(user_id=user.id)] == ["user.registered"]


def test_an_application_that_says_no_by_its_answer_is_a_mistake(
    store: Store, frozen_clock: FrozenClock
) -> None:
    services = an_installation(
        store,
        frozen_clock,
        customization=Customization(on_registering=lambda user: False),  # type: ignore[arg-type]
    )
    user = services.users.draft(username="minsu", email=None, profile={})

    with pytest.raises(TypeError, match="must raise RegistrationRefused"):
        services.users.ask_application(user)
