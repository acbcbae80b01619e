from datetime import date

import pytest
from pydantic import BaseModel, Field, RootModel, computed_field

from daemun.features.users.profile import Profiles
from daemun.validation import ValidationFailed


class Profile(BaseModel):
    nickname: str = Field(min_length=2, max_length=10)
    birthday: date | None = None
    language: str = Field(default="ko", alias="lang")


def refused(profiles: Profiles, **fields: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as caught:
        profiles.check(fields)
    return [(error.pointer, error.code) for error in caught.value.errors]


def test_without_a_model_there_are_no_fields() -> None:
    assert Profiles(None).check({}) == {}
    assert refused(Profiles(None), nickname="kim") == [("/profile", "unknown_member")]


def test_checked_fields_are_json_values_with_defaults() -> None:
    assert Profiles(Profile).check({"nickname": "kim", "birthday": "2001-02-03"}) == {
        "nickname": "kim",
        "birthday": "2001-02-03",
        "lang": "ko",
    }


def test_what_was_checked_can_be_checked_again() -> None:
    once = Profiles(Profile).check({"nickname": "kim", "lang": "en"})

    assert Profiles(Profile).check(once) == once


def test_unknown_fields_are_refused_each_with_a_pointer() -> None:
    assert refused(Profiles(Profile), nickname="kim", b=1, a=2, language="en") == [
        ("/profile/a", "unknown_member"),
        ("/profile/b", "unknown_member"),
        ("/profile/language", "unknown_member"),
    ]


def test_wrong_fields_are_refused_together() -> None:
    assert refused(Profiles(Profile), nickname="k", birthday="tomorrow") == [
        ("/profile/nickname", "too_short"),
        ("/profile/birthday", "not_a_date"),
    ]


def test_a_missing_field_is_pointed_at() -> None:
    assert refused(Profiles(Profile)) == [("/profile/nickname", "required")]


def test_a_refusal_never_carries_what_was_given() -> None:
    with pytest.raises(ValidationFailed) as caught:
        Profiles(Profile).check({"nickname": "very secret nickname"})

    assert "very secret" not in repr(caught.value.errors)
    assert caught.value.__cause__ is None


class Later(BaseModel):
    nickname: str = Field(min_length=5)
    city: str = "Seoul"
    tags: list[str] = Field(default_factory=lambda: ["new"])
    since: date = date(2026, 1, 2)
    team: str


def test_an_earlier_profile_is_read_as_the_model_is_now() -> None:
    stored = {"nickname": "kim", "plan": "free", "tags": ["old"]}

    assert Profiles(Later).read(stored) == {
        "nickname": "kim",
        "city": "Seoul",
        "tags": ["old"],
        "since": "2026-01-02",
        "team": None,
    }
    assert Profiles(None).read(stored) == {}


class Address(BaseModel):
    street: str
    zip_code: str = Field(default="00000", alias="zip")


class Tags(RootModel[dict[str, str]]):
    pass


class Loose(BaseModel, extra="allow"):
    color: str = "red"


class Nested(BaseModel):
    home: Address = Address(street="-")
    work: Address | None = None
    others: list[Address] = []
    named: dict[str, Address | None] = {}
    pair: tuple[Address, ...] = ()
    tags: Tags = Tags({})
    loose: Loose = Loose()
    either: Address | Loose = Loose()


def test_models_within_an_earlier_profile_are_read_as_they_are_now() -> None:
    before, now = {"street": "Sejong-ro", "floor": 3}, {"street": "Sejong-ro", "zip": "00000"}
    stored = {
        "home": before,
        "work": before,
        "others": [before],
        "named": {"a": before, "b": None},
        "pair": [before],
        "tags": {"a": "b"},
        "loose": {"shape": "round"},
        "either": before,
    }

    assert Profiles(Nested).read(stored) == {
        "home": now,
        "work": now,
        "others": [now],
        "named": {"a": now, "b": None},
        "pair": [now],
        "tags": {"a": "b"},
        "loose": {"color": "red", "shape": "round"},
        "either": before,
    }
    kept: dict[str, object] = {"home": "somewhere", "work": None, "others": None, "named": [], "pair": []}
    assert Profiles(Nested).read(kept) == {**Profiles(Nested).read({}), **kept}


def test_a_change_keeps_what_the_model_lost() -> None:
    changed = Profiles(Profile).change({"nickname": "kim", "plan": "free", "lang": "en"}, {"nickname": "min"})

    assert changed == {"nickname": "min", "plan": "free", "lang": "en", "birthday": None}


def test_a_change_keeps_what_a_model_within_the_model_lost() -> None:
    stored: dict[str, object] = {
        "home": {"street": "Sejong-ro", "floor": 3},
        "others": [{"street": "A", "floor": 1}],
    }

    changed = Profiles(Nested).change(stored, {"work": {"street": "Jong-ro"}})
    moved = Profiles(Nested).change(stored, {"home": {"street": "Jong-ro"}})

    assert (changed["home"], changed["others"]) == (stored["home"], stored["others"])
    assert changed["work"] == {"street": "Jong-ro", "zip": "00000"}
    assert moved["home"] == {"street": "Jong-ro", "zip": "00000"}


class Stricter(BaseModel):
    nickname: str = Field(min_length=2, alias="nick")
    age: int = Field(ge=14)
    plan: str


def test_a_change_leaves_alone_what_the_model_would_take_no_more() -> None:
    stored: dict[str, object] = {"nick": "k", "age": "about 30"}

    assert Profiles(Stricter).change(stored, {"plan": "gold"}) == {**stored, "plan": "gold"}
    assert Profiles(Stricter).change(stored, {"nick": "kim"}) == {**stored, "nick": "kim"}
    with pytest.raises(ValidationFailed) as refused:
        Profiles(Stricter).change(stored, {"plan": "gold", "age": 12})
    assert "/profile/age" in [error.pointer for error in refused.value.errors]


def test_a_field_that_the_model_lost_cannot_be_changed() -> None:
    with pytest.raises(ValidationFailed) as refused:
        Profiles(Profile).change({"nickname": "kim", "plan": "free"}, {"plan": "gold"})

    assert [(error.pointer, error.code) for error in refused.value.errors] == [
        ("/profile/plan", "unknown_member")
    ]


class Shown(BaseModel):
    first: str = Field(validation_alias="given", serialization_alias="shown")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def initial(self) -> str:
        return self.first[0]


def test_fields_with_two_names_and_computed_ones_can_be_changed() -> None:
    profiles = Profiles(Shown)
    stored = profiles.check({"given": "kim"})

    assert profiles.read(stored) == stored == {"shown": "kim", "initial": "k"}
    assert profiles.change(stored, {"given": "lee"}) == {"shown": "lee", "initial": "l"}
    assert profiles.change(stored, {}) == stored
