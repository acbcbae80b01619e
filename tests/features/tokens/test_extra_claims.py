from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from uuid import UUID

import pytest

from daemun.features.tokens.extra_claims import ClaimsRefused, read_claim


class Plan(Enum):
    PRO = "pro"
    NUMBERED = 7
    OF = UUID(int=5)


class Color(StrEnum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (12, 12),
        (1.5, 1.5),
        ("한글", "한글"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (datetime(2026, 11, 29, tzinfo=UTC), "2026-11-29T00:00:00+00:00"),
        (date(2026, 11, 29), "2026-11-29"),
        (time(9, 30), "09:30:00"),
        (Decimal("1.50"), "1.50"),
        (Decimal("NaN"), "NaN"),
        (Plan.PRO, "pro"),
        (Plan.NUMBERED, 7),
        (Plan.OF, "00000000-0000-0000-0000-000000000005"),
        (Color.RED, "red"),
        (Level.HIGH, 3),
        (("a", UUID(int=1)), ["a", "00000000-0000-0000-0000-000000000001"]),
        ({"since": date(2026, 1, 2), "n": {"x": [Decimal(1)]}}, {"since": "2026-01-02", "n": {"x": ["1"]}}),
    ],
)
def test_what_databases_give_is_written_as_json_has_it(value: object, written: object) -> None:
    assert read_claim("team", value) == written
    assert type(read_claim("team", value)) is type(written)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (float("nan"), "team"),
        (float("inf"), "team"),
        ({1, 2}, "team"),
        (b"bytes", "team"),
        (timedelta(seconds=1), "team"),
        (object(), "team"),
        ("\ud800", "team"),
        ([1, {"x": {3}}], "team[1].x"),
        ({"a": {"b": float("nan")}}, "team.a.b"),
        ({1: "x"}, "team"),
        ({"\ud800": 1}, "team"),
    ],
)
def test_anything_else_is_refused_by_the_name_of_the_claim(value: object, name: str) -> None:
    with pytest.raises(ClaimsRefused, match=r"^claims= ") as refused:
        read_claim("team", value)

    assert f"`{name}`" in str(refused.value)


def test_what_holds_itself_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)

    with pytest.raises(ClaimsRefused, match="nest 8"):
        read_claim("team", circle)


def test_a_refusal_never_repeats_the_value() -> None:
    class Secret:
        def __repr__(self) -> str:
            return "hunter2"

    with pytest.raises(ClaimsRefused) as refused:
        read_claim("team", Secret())

    assert "hunter2" not in str(refused.value)
