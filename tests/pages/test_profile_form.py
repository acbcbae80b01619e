"""The application's own fields of a user, as a form."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import AwareDatetime, BaseModel, EmailStr, Field, HttpUrl, SecretStr

from daemun import Daemun
from daemun.pages.profile_form import (
    input_names,
    profile_fields,
    read_changes,
    read_profile,
    write_defaults,
    write_profile,
)
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD
from tests.pages.browser import a_browser, leads_to


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Profile(BaseModel):
    department: str = Field(title="부서", min_length=2)
    floor: int | None = Field(default=None, ge=0)
    size: Size = Size.SMALL
    wants_news: bool = False
    tags: list[str] = []


FIELDS = profile_fields(Profile)


@pytest.fixture
def browser(make_app: MakeApp, frozen_clock: FrozenClock) -> FlaskClient:
    return a_browser(make_app(Daemun(clock=frozen_clock, pages=True, profile=Profile)))


def stored(browser: FlaskClient) -> object:
    return browser.get("/auth/me").json["profile"]  # type: ignore[index]


def test_a_form_shows_what_people_can_type() -> None:
    assert [(each.input_name, each.kind, each.is_required) for each in FIELDS] == [
        ("profile/department", "text", True),
        ("profile/floor", "number", False),
        ("profile/size", "select", False),
        ("profile/wants_news", "checkbox", False),
        ("profile/tags", "lines", False),
    ]
    assert FIELDS[0].label == "부서"
    assert FIELDS[2].options == ("small", "large")
    assert profile_fields(None) == ()


def test_what_is_typed_becomes_what_the_model_takes() -> None:
    typed = {
        "profile/department": " 개발 ",
        "profile/floor": "3",
        "profile/size": "",
        "profile/wants_news": "1",
    }

    assert read_profile(FIELDS, typed) == {"department": "개발", "floor": 3, "wants_news": True}
    assert read_profile(FIELDS, {"profile/floor": "third"})["floor"] == "third"


def test_what_is_emptied_is_empty_afterwards() -> None:
    changes = read_changes(FIELDS, dict.fromkeys(input_names(FIELDS), ""), {})

    assert changes == {"department": "", "floor": None, "size": "small", "wants_news": False, "tags": []}


def test_what_is_stored_is_shown() -> None:
    shown = write_profile(FIELDS, {"department": "개발", "floor": 0, "wants_news": False})

    assert shown == {"profile/department": "개발", "profile/floor": "0"}


def test_people_register_with_the_fields_and_change_them_later(browser: FlaskClient) -> None:
    form = {
        "username": "minsu",
        "password": PASSWORD,
        "profile/department": "개발",
        "profile/wants_news": "1",
    }

    assert leads_to(browser.post("/register", data=form)) == "/account"
    assert stored(browser) == {
        "department": "개발",
        "floor": None,
        "size": "small",
        "wants_news": True,
        "tags": [],
    }
    assert 'value="개발"' in browser.get("/account").text
    changed = browser.post("/account/profile", data={"profile/department": "디자인", "profile/size": "large"})
    assert leads_to(changed) == "/account?notice=profile_saved"
    assert stored(browser) == {
        "department": "디자인",
        "floor": None,
        "size": "large",
        "wants_news": False,
        "tags": [],
    }


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(browser: FlaskClient) -> None:
    form = {"username": "minsu", "password": PASSWORD, "profile/department": "x", "profile/floor": "third"}

    refused = browser.post("/register", data=form, headers={"Accept-Language": "ko"})

    assert refused.status_code == 422
    assert 'id="profile/department-error"' in refused.text
    assert 'id="profile/floor-error"' in refused.text
    assert '<a href="#profile/department">부서</a>' in refused.text
    assert 'value="third"' in refused.text
    assert PASSWORD not in refused.text


class Address(BaseModel):
    city: str = Field(title="도시")
    street: str | None = Field(None, title="거리")


class Everything(BaseModel):
    """All that applications usually ask for."""

    nickname: str = Field(title="별명", description="다른 사람에게 보이는 이름이에요.", max_length=10)
    about: str = Field("", max_length=2000)
    work_email: EmailStr
    homepage: HttpUrl | None = None
    phone: str | None = None
    floor: Annotated[int, Field(ge=0, le=99)] = 1
    height: float = 1.7
    price: Decimal = Decimal("9.90")
    birthday: date
    wakes_at: time | None = None
    trial_ends: datetime | None = None
    size: Size = Size.SMALL
    level: Literal[1, 2, 3]
    agrees: Literal[True] = Field(title="약관에 동의해요")
    wants_news: bool = True
    tags: list[str] = Field(default_factory=list)
    home: Address
    anything: dict[str, str] = Field(default_factory=dict)


TYPED = {
    "profile/nickname": "민수",
    "profile/about": "첫 줄\r\n둘째 줄",
    "profile/work_email": "minsu@example.kr",
    "profile/homepage": "https://example.kr",
    "profile/phone": "010-1234-5678",
    "profile/floor": "3",
    "profile/height": "1.8",
    "profile/price": "12.50",
    "profile/birthday": "1990-02-03",
    "profile/wakes_at": "07:30",
    "profile/trial_ends": "2026-12-01T09:00",
    "profile/size": "large",
    "profile/level": "2",
    "profile/agrees": "1",
    "profile/tags": "하나\r\n\r\n 둘 ",
    "profile/home/city": "서울",
}


@pytest.fixture
def demanding(make_app: MakeApp, frozen_clock: FrozenClock) -> FlaskClient:
    return a_browser(make_app(Daemun(clock=frozen_clock, pages=True, profile=Everything)))


def test_every_usual_type_is_typed_kept_and_shown_again(demanding: FlaskClient) -> None:
    form = {"username": "minsu", "password": PASSWORD} | TYPED
    assert "checked" in demanding.get("/register").text.partition('name="profile/wants_news"')[2][:40]

    assert leads_to(demanding.post("/register", data=form)) == "/account"
    profile = stored(demanding)
    assert profile == {
        "nickname": "민수",
        "about": "첫 줄\n둘째 줄",
        "work_email": "minsu@example.kr",
        "homepage": "https://example.kr/",
        "phone": "010-1234-5678",
        "floor": 3,
        "height": 1.8,
        "price": "12.5",
        "birthday": "1990-02-03",
        "wakes_at": "07:30:00",
        "trial_ends": "2026-12-01T09:00:00",
        "size": "large",
        "level": 2,
        "agrees": True,
        "wants_news": False,
        "tags": ["하나", "둘"],
        "home": {"city": "서울", "street": None},
        "anything": {},
    }
    shown = write_profile(profile_fields(Everything), profile)
    assert leads_to(demanding.post("/account/profile", data=shown)) == "/account?notice=profile_saved"
    assert stored(demanding) == profile
    page = demanding.get("/account").text
    for part in (
        'type="date"',
        'type="email" autocomplete="email"',
        "<textarea",
        'type="tel" autocomplete="tel"',
    ):
        assert part in page
    assert 'id="profile/nickname-hint">다른 사람에게 보이는 이름이에요.<' in page


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("work_email", "minsu", "This is not an email address."),
        ("homepage", "example", "Enter an address that begins with https://."),
        ("floor", "third", "This must be a number."),
        ("floor", "-1", "This must be at least 0."),
        ("floor", "100", "This must be at most 99."),
        ("birthday", "yesterday", "This is not a date."),
        ("level", "9", "This is not valid."),
        ("agrees", "", "This is needed."),
        ("home/city", "", "This is needed."),
        ("nickname", "x" * 11, "This is too long: at most 10 characters."),
    ],
)
def test_a_mistake_of_every_type_is_told_beside_its_field(
    demanding: FlaskClient, name: str, typed: str, said: str
) -> None:
    form = {"username": "minsu", "password": PASSWORD} | TYPED | {f"profile/{name}": typed}

    refused = demanding.post("/register", data=form)

    assert refused.status_code == 422
    assert f'id="profile/{name}-error">{said}<' in refused.text
    assert refused.text.count('class="error"') == 1


def test_what_a_model_within_the_model_keeps_beside_its_inputs_stays(
    make_app: MakeApp, frozen_clock: FrozenClock
) -> None:
    class Office(BaseModel):
        city: str
        room: int | None = None
        keys: dict[str, str] = Field(default_factory=dict)

    class Colleague(BaseModel):
        office: Office

    app = make_app(Daemun(clock=frozen_clock, pages=True, profile=Colleague))
    keys = {"front": "blue"}
    with app.app_context():
        app.extensions["daemun"].host_users.create(
            username="minsu",
            password=PASSWORD,
            profile={"office": {"city": "서울", "room": 3, "keys": keys}},
        )
    browser = a_browser(app)
    browser.post("/login", data={"identifier": "minsu", "password": PASSWORD})

    browser.post("/account/profile", data={"profile/office/city": "부산", "profile/office/room": ""})

    assert stored(browser) == {"office": {"city": "부산", "room": None, "keys": keys}}


def test_what_no_form_can_ask_for_stops_the_start(make_app: MakeApp) -> None:
    class Scores(BaseModel):
        scores: dict[str, int]

    class Meeting(BaseModel):
        starts_at: AwareDatetime

    class Hidden(BaseModel):
        pin: SecretStr | None = None

    class Odd(BaseModel, arbitrary_types_allowed=True):
        app: Flask | None = None

    with pytest.raises(ValueError, match="no form of a page can ask for scores"):
        make_app(Daemun(pages=True, profile=Scores))
    with pytest.raises(ValueError, match="no form of a page can ask for starts_at"):
        make_app(Daemun(pages=True, profile=Meeting))
    with pytest.raises(TypeError, match="pin is a secret"):
        Daemun(profile=Hidden)
    with pytest.raises(TypeError, match="fields that JSON knows"):
        Daemun(profile=Odd)


def test_defaults_stand_in_the_form_of_a_new_user() -> None:
    shown = write_defaults(profile_fields(Everything))

    assert (shown["profile/size"], shown["profile/floor"], shown["profile/wants_news"]) == (
        "small",
        "1",
        "True",
    )
    assert "profile/birthday" not in shown


def test_a_consent_is_taken_back_only_where_it_may_be(make_app: MakeApp, frozen_clock: FrozenClock) -> None:
    class Agreed(BaseModel):
        terms: Literal[True]
        news: Literal[True] | None = None

    browser = a_browser(make_app(Daemun(clock=frozen_clock, pages=True, profile=Agreed)))
    both = {"profile/terms": "1", "profile/news": "1"}
    browser.post("/register", data={"username": "minsu", "password": PASSWORD} | both)
    assert stored(browser) == {"terms": True, "news": True}
    assert "required" not in browser.get("/account").text.partition('name="profile/news"')[2][:40]

    refused = browser.post("/account/profile", data={"profile/news": "1"})
    assert refused.status_code == 422
    assert 'id="profile/terms-error">This is needed.<' in refused.text

    assert leads_to(browser.post("/account/profile", data={"profile/terms": "1"})).startswith("/account")
    assert stored(browser) == {"terms": True, "news": None}
