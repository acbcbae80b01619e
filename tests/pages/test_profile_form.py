"""The application's own fields of a user, as a form."""

from enum import StrEnum

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel, Field

from daemun import Daemun
from daemun.pages.profile_form import (
    input_names,
    profile_fields,
    read_changes,
    read_profile,
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


def test_a_form_shows_what_people_can_type_and_leaves_the_rest_out() -> None:
    assert [(each.name, each.kind, each.is_required) for each in FIELDS] == [
        ("department", "text", True),
        ("floor", "number", False),
        ("size", "select", False),
        ("wants_news", "checkbox", False),
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
    changes = read_changes(FIELDS, dict.fromkeys(input_names(FIELDS), ""))

    assert changes == {"department": "", "floor": None, "wants_news": False}


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
