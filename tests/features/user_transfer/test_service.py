from collections.abc import Iterable
from typing import Any

import pytest
from pydantic import BaseModel

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import Event, RoleGranted, UserImported
from daemun.features.user_transfer.model import BrokenRow, ImportOptions, Progress, Row
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import add_user, an_installation
from tests.storage.conftest import PATIENT

BCRYPT = "$2b$10$" + "a" * 53
WEAK = "$2b$09$" + "a" * 53


def bring(services: Services, *rows: Row | BrokenRow | dict[str, object], **options: Any) -> Progress:  # noqa: ANN401 - as ImportOptions
    """All rows, as one sum."""
    numbered: Iterable[Row | BrokenRow] = [
        Row(number, row) if isinstance(row, dict) else row for number, row in enumerate(rows, 1)
    ]
    steps = list(services.user_import.run(numbered, ImportOptions(**options)))
    return Progress(
        sum(step.rows for step in steps),
        sum(step.imported for step in steps),
        sum(step.already_there for step in steps),
        tuple(refusal for step in steps for refusal in step.refused),
    )


def reasons(progress: Progress) -> list[tuple[int, str, str]]:
    return [
        (refusal.row.number, error.pointer, error.code)
        for refusal in progress.refused
        for error in refusal.errors
    ]


def test_a_user_comes_in_with_everything_that_the_row_tells(services: Services) -> None:
    done = bring(
        services,
        {
            "id": "42",
            "username": "Minsu",
            "email": "Minsu@example.kr",
            "email_verified": True,
            "created_at": "2020-01-02T03:04:05Z",
            "locked": True,
            "roles": ["reader", "editor"],
            "password_hash": BCRYPT,
            "password_must_change": True,
        },
    )

    user = services.users.find("42")
    assert done.imported == 1
    assert user is not None
    assert (user.username, user.username_key, user.email_key) == ("Minsu", "minsu", "minsu@example.kr")
    assert user.created_at == user.email_verified_at
    assert (user.created_at.year, user.is_locked) == (2020, True)
    assert services.roles.list_roles("42") == ("editor", "reader")
    stored = services.store.passwords.find("42")
    assert stored is not None
    assert stored.must_change


@pytest.mark.requirement("LG-01")
def test_each_imported_user_and_role_is_recorded_and_told(services: Services, events: list[Event]) -> None:
    bring(services, {"id": "42", "username": "minsu", "roles": ["editor"]}, {"id": "43", "username": "jiwoo"})

    first, granted, second = events
    assert isinstance(first, UserImported)
    assert isinstance(second, UserImported)
    assert (first.user_id, second.user_id, first.import_id) == ("42", "43", second.import_id)
    assert granted == RoleGranted(user_id="42", role="editor")
    assert [event.name for event in services.store.audit.list_page(user_id="43")] == ["user.imported"]


def test_names_follow_the_rules_but_an_operator_may_bring_reserved_ones(services: Services) -> None:
    done = bring(
        services,
        {"username": "admin"},
        {"username": "a"},
        {"username": "kim lee"},
        {"email": "nobody"},
        {"username": "pаypal"},
        {"profile": {}},
        {"username": "hajun", "profile": {"nickname": "x"}},
        {"username": "yuna", "roles": ["not, a role"]},
        {"username": "yuna", "password": "plain text"},
    )

    assert done.imported == 1
    assert reasons(done) == [
        (2, "/username", "too_short"),
        (3, "/username", "characters"),
        (4, "/email", "not_an_address"),
        (5, "/username", "mixed_scripts"),
        (6, "/username", "required"),
        (7, "/profile", "unknown_member"),
        (8, "/roles", "invalid_role"),
        (9, "/password", "unknown_member"),
    ]


@pytest.mark.requirement("HS-05")
def test_unsafe_hashes_are_refused_and_weak_ones_only_taken_when_allowed(services: Services) -> None:
    rows: list[dict[str, object]] = [
        {"username": "minsu", "password_hash": WEAK},
        {"username": "jiwoo", "password_hash": "5f4dcc3b5aa765d61d8327deb882cf99"},
        {"username": "hajun", "password_hash": "$daemun-pepper$0123456789abcdef$argon2id$v=19$m=19456"},
    ]
    unsafe = [(2, "/password_hash", "unsafe_hash"), (3, "/password_hash", "unknown_pepper")]

    assert reasons(bring(services, *rows)) == [(1, "/password_hash", "weak_hash"), *unsafe]
    allowed = bring(services, *rows, accepts_weak_hashes=True)

    assert (allowed.imported, reasons(allowed)) == (1, unsafe)


def test_a_repeated_import_changes_nothing_and_goes_on(services: Services) -> None:
    bring(services, {"username": "minsu", "password_hash": BCRYPT})

    again = bring(services, {"username": "minsu", "password_hash": None}, {"username": "jiwoo"})

    assert (again.imported, again.already_there, again.refused) == (1, 1, ())
    minsu = services.users.find_by_username("minsu")
    assert minsu is not None
    assert minsu.username == "minsu"
    assert services.store.passwords.find(minsu.id) is not None


def test_who_has_anothers_name_address_or_id_is_refused(services: Services) -> None:
    there = add_user(services, "minsu")

    done = bring(
        services,
        {"username": "minsu", "email": "another@example.kr"},
        {"username": "another", "email": "minsu@example.kr"},
        {"id": there.id, "username": "another"},
        {"username": "twin", "email": "one@example.kr"},
        {"username": "twin", "email": "two@example.kr"},
        {"username": "MINSU", "roles": ["admin"]},
    )

    assert done.imported == 1
    assert reasons(done) == [
        (1, "/username", "username_taken"),
        (2, "/email", "email_taken"),
        (3, "/id", "id_taken"),
        (5, "/username", "username_taken"),
        (6, "/username", "username_taken"),
    ]


@pytest.mark.requirement("AC-02")
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_name_that_looks_like_anothers_is_refused_and_both_are_named(
    services: Services, *, dry_run: bool
) -> None:
    add_user(services, "minjukim")

    done = bring(
        services, {"username": "minjuk1m"}, {"username": "kiml"}, {"username": "kim1"}, dry_run=dry_run
    )

    assert reasons(done) == [(1, "/username", "look_alike"), (3, "/username", "look_alike")]
    assert [refusal.errors[0].params for refusal in done.refused] == [{"like": "minjukim"}, {"like": "kiml"}]


@pytest.mark.requirement("AC-02")
def test_look_alikes_are_taken_where_an_operator_says_so_and_once_only(services: Services) -> None:
    rows = [Row(number, {"username": name}) for number, name in enumerate(("kiml", "kim1", "kimi"), 1)]

    assert bring(services, *rows, accepts_look_alikes=True).imported == 3
    assert bring(services, *rows).already_there == 3
    assert services.users.find_by_username("kim1") != services.users.find_by_username("kiml")


def test_a_dry_run_says_the_same_and_writes_nothing(services: Services, events: list[Event]) -> None:
    rows: list[dict[str, object]] = [{"username": f"person{number % 1500}"} for number in range(1600)]
    rows += [{"username": "person7", "email": "x@example.kr"}]

    dry = bring(services, *rows, dry_run=True)

    assert services.store.users.list_page() == []
    assert events == []
    assert dry == bring(services, *rows)
    assert (dry.imported, dry.already_there, len(dry.refused)) == (1500, 100, 1)


def test_an_unsound_id_is_replaced_and_a_broken_row_told(services: Services) -> None:
    done = bring(services, {"id": "../\0", "username": "minsu"}, BrokenRow(2, "broken", "{"))

    minsu = services.users.find_by_username("minsu")
    assert minsu is not None
    assert len(minsu.id) == 22
    assert reasons(done) == [(2, "", "broken")]


def test_what_was_told_is_stored_when_the_import_is_stopped(services: Services) -> None:
    rows = [Row(number, {"username": f"person{number}"}) for number in range(1200)]
    steps = services.user_import.run(rows, ImportOptions())

    told = next(steps).imported
    steps.close()  # type: ignore[attr-defined]
    rest = bring(services, *rows)

    assert (told, rest.already_there, rest.imported) == (500, 500, 700)


class Member(BaseModel):
    nickname: str = ""
    score: float = 0.0


def test_what_the_source_offers_is_taken_where_the_application_has_such_a_field(
    store: Store, frozen_clock: FrozenClock
) -> None:
    services = an_installation(store, frozen_clock, customization=Customization(profile=Member))

    done = bring(
        services,
        Row(1, {"id": "1", "username": "minsu"}, {"nickname": "민수", "shoe_size": 270}),
        Row(2, {"username": "jiwoo", "profile": {"score": float("nan")}}),
    )

    user = services.users.find("1")
    assert user is not None
    assert user.profile == {"nickname": "민수", "score": 0.0}
    assert reasons(done) == [(2, "/profile", "invalid")]


def test_more_than_one_batch_comes_into_mongodb_and_a_second_run_finds_everybody(
    mongodb_url: str, frozen_clock: FrozenClock
) -> None:
    rows: list[dict[str, object]] = [
        {"id": f"u{number}", "username": f"person{number}", "roles": ["reader"], "password_hash": BCRYPT}
        for number in range(600)
    ]
    services = an_installation(open_store(mongodb_url, PATIENT), frozen_clock)

    first, second = bring(services, *rows), bring(services, *rows)

    assert (first.imported, first.already_there, first.refused) == (600, 0, ())
    assert (second.imported, second.already_there, second.refused) == (0, 600, ())
    assert services.roles.list_roles("u599") == ("reader",)
    services.close()
