"""What every AuditStore keeps."""

from dataclasses import replace

from daemun.origin import Origin
from daemun.storage.store import Store
from tests.storage.records import A_MILLISECOND, NOW, an_event


def test_an_event_comes_back_equal(store: Store) -> None:
    events = [
        an_event("full", at=NOW + A_MILLISECOND),
        an_event("bare", user_id=None, session_id=None, origin=Origin(), details={}),
    ]
    for event in events:
        store.audit.add(event)

    assert store.audit.list_page() == events


def test_there_are_no_events_at_first(store: Store) -> None:
    assert store.audit.list_page() == []


def test_events_are_told_newest_first_and_page_by_page(store: Store) -> None:
    events = [an_event(str(n), at=NOW + n * A_MILLISECOND) for n in range(5)]
    for event in events:
        store.audit.add(event)

    first = store.audit.list_page(limit=2)
    second = store.audit.list_page(before=first[-1].at, limit=2)
    third = store.audit.list_page(before=second[-1].at, limit=2)

    assert [*first, *second, *third] == events[::-1]


def test_events_can_be_told_of_one_user(store: Store) -> None:
    store.audit.add(an_event("kims", user_id="kim"))
    store.audit.add(an_event("lees", user_id="lee"))
    store.audit.add(an_event("nobodys", user_id=None))

    assert [event.id for event in store.audit.list_page(user_id="kim")] == ["event-kims"]
    assert store.audit.list_page(user_id="park") == []


def test_the_latest_of_one_user_by_one_name_are_told_newest_first(store: Store) -> None:
    store.audit.add_all([an_event(str(n), at=NOW + n * A_MILLISECOND) for n in range(3)])
    store.audit.add(an_event("lees", user_id="lee"))
    store.audit.add(replace(an_event("other"), name="user.locked"))

    latest = store.audit.list_latest("user-kim", name="user.logged_in", limit=2)

    assert [event.id for event in latest] == ["event-2", "event-1"]


def test_the_newest_of_all_is_found(store: Store) -> None:
    assert store.audit.find_newest() is None

    events = [an_event("newest", at=NOW + A_MILLISECOND), an_event("older", user_id=None, at=NOW)]
    store.audit.add_all(events)

    assert store.audit.find_newest() == events[0]


def test_what_a_stranger_sent_cannot_stop_the_trail(store: Store) -> None:
    store.audit.add(an_event(origin=Origin(user_agent="a\0b\ud800c 한", request_id="\0")))

    assert store.audit.list_page()[0].origin == Origin(user_agent="a\ufffdb\ufffdc 한", request_id="\ufffd")


def test_the_trail_is_searched_by_the_name_of_events(store: Store) -> None:
    store.audit.add(an_event("one"))
    store.audit.add(replace(an_event("two"), name="user.locked"))

    assert [event.id for event in store.audit.list_page(name="user.locked")] == ["event-two"]
