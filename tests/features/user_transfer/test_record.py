from datetime import UTC, datetime, timedelta

import pytest

from daemun.features.user_transfer.record import (
    COLUMNS,
    as_csv_values,
    from_csv_values,
    read_record,
    since,
    written_record,
)
from daemun.validation import ValidationFailed
from tests.storage.records import NOW, a_password, a_user

A_DAY = timedelta(days=1)


def test_what_is_written_is_read_again() -> None:
    user = a_user(profile={"이름": "김민수", "tags": ["a", "b c"]})
    written = written_record(user, a_password(user), ("editor", "reader"))

    from_json = read_record(written)
    from_csv = read_record(from_csv_values(dict(zip(COLUMNS, as_csv_values(written), strict=True))))

    assert from_json == from_csv
    assert (from_json.id, from_json.roles, from_json.locked) == (
        user.id,
        ("editor", "reader"),
        user.locked_at,
    )
    assert from_json.profile == user.profile


@pytest.mark.parametrize(
    "given", ["editor, reader", ["editor", "reader"], [{"id": 1, "name": "editor"}, {"name": "reader"}]]
)
def test_roles_are_names_however_they_are_listed(given: object) -> None:
    assert read_record({"roles": given}).roles == ("editor", "reader")


def test_a_generated_password_is_not_given_away() -> None:
    user = a_user()

    written = written_record(user, a_password(user, expires_at=NOW), ())

    assert (written["password_hash"], written["password_must_change"]) == (None, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "secret-of-somebody"},
        {"username": ["kim"]},
        {"created_at": "yesterday"},
        {"profile": "text"},
        {"roles": 7},
        {"roles": [{"id": 7}]},
        {"email": "x" * 5000},
    ],
)
def test_a_wrong_shape_is_refused_without_its_value(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationFailed) as refused:
        read_record(fields)

    assert refused.value.errors[0].pointer.startswith(f"/{next(iter(fields))}")
    assert "secret-of-somebody" not in repr(refused.value.errors)


def test_times_are_brought_to_utc_and_flags_are_never_set_in_the_future() -> None:
    def created_at(text: str) -> datetime | None:
        return read_record({"created_at": text}).created_at

    assert created_at("2020-01-01") == datetime(2020, 1, 1, tzinfo=UTC)
    assert created_at("2020-01-01T09:00:00.1239+09:00") == datetime(2020, 1, 1, 0, 0, 0, 123_000, tzinfo=UTC)
    with pytest.raises(ValidationFailed):
        created_at("0001-01-01T00:00:00+09:00")
    assert since(NOW + A_DAY, otherwise=NOW, now=NOW) == NOW
    assert since(True, otherwise=NOW - A_DAY, now=NOW) == NOW - A_DAY
    assert since(NOW - A_DAY, otherwise=NOW, now=NOW) == NOW - A_DAY
    assert since(False, otherwise=NOW, now=NOW) is None
