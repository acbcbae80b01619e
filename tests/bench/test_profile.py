"""The profile of `make profile`: what it counts, and whose the time is."""

from bench.profile import REQUESTS, measure


def test_every_request_is_counted_and_its_time_has_owners() -> None:
    profiles = measure(2)

    assert tuple(profiles) == REQUESTS
    assert {name: profile.asked.commits for name, profile in profiles.items()} == {
        "login": 2,
        "refresh": 1,
        "first view": 0,
        "guarded view": 0,
    }
    login, first, seen = (profiles[name] for name in ("login", "first view", "guarded view"))
    assert login.cpu > seen.cpu > 0
    assert login.spent.calls > first.spent.calls > seen.spent.calls
    assert {"sqlalchemy", "werkzeug", "daemun.storage"} <= login.spent.by_package.keys()
    assert "sqlalchemy" not in seen.spent.by_package
    assert any(name.endswith(" log_in") for name in login.spent.by_function)
