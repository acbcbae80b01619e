"""What can be learned about every database."""

from datetime import UTC, datetime, timedelta

from daemun.storage.store import Store
from tests.storage.records import a_key


def test_a_server_tells_its_clock_and_a_file_has_none(store: Store) -> None:
    before = datetime.now(UTC)
    clock = store.inspection.clock()

    if store.backends[0].name != "sqlite":
        assert clock is not None
        assert clock.utcoffset() == timedelta(0)
        assert abs(clock - before) < timedelta(minutes=1)
    else:
        assert clock is None


def test_every_table_of_ours_has_a_size(store: Store) -> None:
    store.signing_keys.add(a_key(1))

    sizes = store.inspection.table_sizes()

    assert {"daemun_users", "daemun_sessions", "daemun_audit_events"} <= sizes.keys()
    assert all(name.startswith("daemun_") for name in sizes)
    assert all(size >= 0 for size in sizes.values())
    if store.inspection.clock() is None:
        assert sizes["daemun_signing_keys"] == 1


def test_a_server_says_what_its_role_may_do_needlessly_and_a_file_has_none(store: Store) -> None:
    # The server of the tests asks nobody of MongoDB's users who they are.
    powers = {"postgresql": ["SUPERUSER"], "mongodb": [], "sqlite": []}

    assert list(store.inspection.needless_powers()) == powers[store.backends[0].name]
