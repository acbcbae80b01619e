import pytest
from pydantic import BaseModel

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import Event
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.model import LoggedIn
from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.registration.errors import RegistrationClosed, RegistrationRefused
from daemun.features.tokens.extra_claims import ClaimsRefused
from daemun.features.users.errors import EmailTaken, UsernameTaken
from daemun.features.users.model import User
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from daemun.validation import ValidationFailed
from tests.builders import HOME, PASSWORD, an_installation
from tests.storage.racing import race


class Profile(BaseModel):
    nickname: str


def register(services: Services, username: str | None = "minsu", **given: object) -> LoggedIn:
    values: dict[str, object] = {"email": None, "password": PASSWORD, "profile": {}, "origin": HOME}
    outcome = services.registration.register(username=username, **values | given)  # type: ignore[arg-type]
    assert isinstance(outcome, LoggedIn)
    return outcome


def nobody_is_stored(store: Store) -> bool:
    return store.users.list_page() == [] and store.audit.list_page() == []


def test_a_registered_person_is_logged_in(services: Services, events: list[Event]) -> None:
    tokens = register(services, email="minsu@example.kr")

    assert services.users.find(tokens.user.id) == tokens.user
    assert services.sessions.list_live(tokens.user.id) == [tokens.session]
    assert [event.name for event in events if not event.name.startswith("signing_key")] == [
        "user.registered",
        "user.logged_in",
    ]


def test_a_profile_is_stored_with_the_user(store: Store, frozen_clock: FrozenClock) -> None:
    services = an_installation(store, frozen_clock, customization=Customization(profile=Profile))

    assert register(services, profile={"nickname": "K"}).user.profile == {"nickname": "K"}
    with pytest.raises(ValidationFailed):
        register(services, "jiwoo")


def test_a_taken_name_or_address_is_refused(services: Services) -> None:
    register(services, email="minsu@example.kr")

    with pytest.raises(UsernameTaken):
        register(services, "MINSU")
    with pytest.raises(EmailTaken):
        register(services, None, email="Minsu@example.kr")


@pytest.mark.requirement("AC-04")
@pytest.mark.timeout(60)
def test_of_24_parallel_registrations_of_one_name_exactly_one_succeeds(
    store: Store, frozen_clock: FrozenClock
) -> None:
    services = an_installation(store, frozen_clock, lockout_registrations_per_hour=100)

    def enter(_: int) -> bool:
        try:
            register(services)
        except UsernameTaken:
            return False
        return True

    assert race(24, enter).count(True) == 1
    assert len(store.users.list_page()) == 1


def test_where_registration_is_closed_nobody_registers(store: Store, frozen_clock: FrozenClock) -> None:
    services = an_installation(store, frozen_clock, registration_enabled=False)

    with pytest.raises(RegistrationClosed):
        register(services)
    assert nobody_is_stored(store)


def test_the_application_may_refuse_with_a_sentence(store: Store, frozen_clock: FrozenClock) -> None:
    asked: list[User] = []

    def ask(user: User) -> None:
        asked.append(user)
        raise RegistrationRefused(text="Only for members.")

    services = an_installation(store, frozen_clock, customization=Customization(on_registering=ask))

    with pytest.raises(RegistrationRefused) as refused:
        register(services)
    assert refused.value.text == "Only for members."
    assert [user.username for user in asked] == ["minsu"]
    assert nobody_is_stored(store)


def test_a_weak_password_registers_nobody(services: Services, store: Store) -> None:
    with pytest.raises(PasswordTooWeak):
        register(services, password="minsu")

    assert nobody_is_stored(store)


def test_a_registration_that_fails_at_its_last_step_leaves_nothing(
    store: Store, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    services = an_installation(
        store,
        frozen_clock,
        publish=events.append,
        customization=Customization(claims=lambda user, session: {"sub": "me"}),
    )

    with pytest.raises(ClaimsRefused):
        register(services)
    assert store.users.find_by_username_key("minsu") is None
    assert "user.registered" not in [event.name for event in store.audit.list_page()]
    assert "user.registered" not in [event.name for event in events]


@pytest.mark.requirement("EN-08")
def test_asking_which_names_are_taken_is_limited_by_address(
    services: Services, frozen_clock: FrozenClock
) -> None:
    register(services)
    for _ in range(9):
        with pytest.raises(UsernameTaken):
            register(services)

    with pytest.raises(TooManyTries) as refused:
        register(services)
    assert refused.value.params["retry_after"] == 3600
    frozen_clock.tick(hours=1)
    register(services, "jiwoo")


@pytest.mark.requirement("AC-12")
def test_there_are_no_users_before_somebody_registers(services: Services, store: Store) -> None:
    assert store.users.list_page() == []
