import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, LoginFailed, SessionRefreshed, UserLoggedIn, UserRegistered
from daemun.testing import FrozenClock
from tests.builders import HOME


def test_an_event_is_stored_with_its_time_origin_and_details(
    services: Services, frozen_clock: FrozenClock
) -> None:
    services.audit.record(UserLoggedIn(user_id="u", session_id="s", amr=("pwd", "otp")), HOME)

    (stored,) = services.store.audit.list_page()
    assert (stored.at, stored.origin, stored.name) == (frozen_clock.now(), HOME, "user.logged_in")
    assert (stored.user_id, stored.session_id) == ("u", "s")
    assert stored.details == {"amr": ("pwd", "otp"), "known_device": False}


def test_listeners_hear_of_an_event_at_once_where_there_is_no_batch(
    services: Services, events: list[Event]
) -> None:
    event = SessionRefreshed(user_id="u", session_id="s", generation=1)
    services.audit.record(event, HOME)

    assert events == [event]


def test_listeners_hear_of_events_in_a_batch_after_its_commit_and_in_order(
    services: Services, events: list[Event]
) -> None:
    with services.store.batches.batch():
        services.audit.record(UserRegistered(user_id="u"), HOME)
        services.audit.record(LoginFailed(user_id="u", factor="pwd", reason="locked"), HOME)
        heard_inside = list(events)

    assert heard_inside == []
    assert [event.name for event in events] == ["user.registered", "login.failed"]


def test_a_batch_that_fails_leaves_no_event_and_tells_nobody(services: Services, events: list[Event]) -> None:
    with pytest.raises(ZeroDivisionError), services.store.batches.batch():  # noqa: PT012
        services.audit.record(UserRegistered(user_id="u"), HOME)
        raise ZeroDivisionError

    assert events == []
    assert services.store.audit.list_page() == []
