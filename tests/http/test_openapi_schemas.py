from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from daemun.http.errors import FreshLoginRequired, TokenExpired
from daemun.http.openapi_schemas import component_schemas, problem_name
from daemun.problem import Problem


class Person(TypedDict):
    name: str


class Node(BaseModel):
    name: str
    next: "Node | None" = None


class Unsayable:
    pass


class WithUnsayable(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    thing: Unsayable


class Renamed(BaseModel):
    company: str = Field(alias="회사")


def schemas(profile: type[BaseModel] | None = None, *problems: type[Problem]) -> dict[str, Any]:
    return dict(
        component_schemas(bodies=[], answers=[Person], problems=problems, profile=profile, cookies=False)
    )


def test_a_problem_has_the_name_of_its_code() -> None:
    assert problem_name(TokenExpired) == "TokenExpired"
    assert problem_name(Problem) == "InternalError"


def test_the_facts_of_a_problem_are_those_of_its_constructor() -> None:
    found = schemas(None, FreshLoginRequired, TokenExpired)

    assert found["FreshLoginRequired"]["properties"]["max_age"] == {"type": "integer"}
    assert "max_age" not in found["TokenExpired"]["properties"]


@pytest.mark.parametrize("model", [Node, WithUnsayable, Renamed])
def test_any_model_of_an_application_can_be_described(model: type[BaseModel]) -> None:
    found = schemas(model)

    assert found["NewProfile"]["type"] == found["Profile"]["type"] == "object"


def test_fields_have_the_names_that_people_send() -> None:
    assert list(schemas(Renamed)["NewProfile"]["properties"]) == ["회사"]


def test_parts_of_the_applications_models_cannot_hide_ours() -> None:
    class Person(BaseModel):
        age: int

    class Family(BaseModel):
        mother: Person

    found = schemas(Family)

    assert list(found["Person"]["properties"]) == ["name"]
    assert list(found["NewProfile.Person"]["properties"]) == ["age"]
