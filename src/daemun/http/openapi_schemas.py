"""JSON Schemas of bodies, answers, problems and profiles, for the API description."""

import inspect
from collections.abc import Collection, Mapping
from typing import Annotated, cast, get_type_hints

from pydantic import BaseModel, Field, TypeAdapter
from pydantic.errors import PydanticUserError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from typing_extensions import TypedDict

from daemun.http.operation import PROFILE_MARK
from daemun.http.token_response import SECRET_MEMBERS
from daemun.problem import Problem

Json = dict[str, object]

_REFERENCE = "#/components/schemas/"


class FieldErrorAnswer(TypedDict):
    """One mistake in a body."""

    pointer: Annotated[str, Field(description="Where: a JSON pointer (RFC 6901); empty: the whole body.")]
    code: Annotated[str, Field(description="What: never changes, unlike the text.")]
    detail: str


class _Untitled(GenerateJsonSchema):
    """Without titles that only repeat the names of members."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic calls it
        return False


def reference(name: str) -> Json:
    """A reference to a schema of the components."""
    return {"$ref": _REFERENCE + name}


def problem_name(problem: type[Problem]) -> str:
    """`token_expired` is TokenExpired: one schema for each code."""
    return "".join(part.capitalize() for part in problem.code.split("_"))


def about_problem(problem: type[Problem]) -> str:
    """What a problem means, for programmers."""
    if problem is Problem:
        return "An internal error; only the log has details."
    return inspect.getdoc(problem) or ""


def component_schemas(
    *,
    bodies: Collection[type[BaseModel]],
    answers: Collection[type],
    problems: Collection[type[Problem]],
    profile: type[BaseModel] | None,
    cookies: bool,
) -> Mapping[str, Json]:
    """Every schema by its name.

    profile: the application's own model of fields.
    cookies: in cookie transport the tokens are absent from answers.
    """
    profiles = _profile_schemas(profile)
    schemas = {
        **_model_schemas(bodies, "validation"),
        **_model_schemas([*answers, FieldErrorAnswer], "serialization"),
    }
    for schema in schemas.values():
        members = cast(dict[str, Json], schema["properties"])
        if cookies and members.keys() >= set(SECRET_MEMBERS):
            _drop_members(schema, SECRET_MEMBERS)
        _point_to_profiles(schema, profiles)
    return {**schemas, **profiles, **{problem_name(each): _problem_schema(each) for each in problems}}


def _model_schemas(models: Collection[type], mode: JsonSchemaMode) -> dict[str, Json]:
    _, found = TypeAdapter.json_schemas(
        [(model, mode, TypeAdapter(model)) for model in models],
        ref_template=_REFERENCE + "{model}",
        schema_generator=_Untitled,
    )
    return cast(dict[str, Json], found.get("$defs", {}))


def _drop_members(schema: Json, names: Collection[str]) -> None:
    for part in ("properties", "required"):
        members = schema[part]
        schema[part] = (
            {name: member for name, member in members.items() if name not in names}
            if isinstance(members, dict)
            else [name for name in cast(list[str], members) if name not in names]
        )


def _point_to_profiles(schema: Json, profiles: Mapping[str, Json]) -> None:
    members = cast(dict[str, Json], schema["properties"])
    for name, member in members.items():
        profile = member.get(PROFILE_MARK)
        if isinstance(profile, str):
            members[name] = reference(profile)
            required = cast(list[str], schema["required"])
            if profiles[profile].get("required") and name not in required:
                required.append(name)


def _profile_schemas(model: type[BaseModel] | None) -> dict[str, Json]:
    if model is None:
        nothing: Json = {
            "type": "object",
            "maxProperties": 0,
            "description": "This application has no fields of its own.",
        }
        return {"NewProfile": nothing, "ProfileChanges": nothing, "Profile": nothing}
    new, new_parts = _own_schema(model, "NewProfile", "validation")
    shown, shown_parts = _own_schema(model, "Profile", "serialization")
    changes = {name: value for name, value in new.items() if name != "required"}
    return {**new_parts, **shown_parts, "NewProfile": new, "ProfileChanges": changes, "Profile": shown}


def _own_schema(model: type[BaseModel], name: str, mode: JsonSchemaMode) -> tuple[Json, dict[str, Json]]:
    """The schema of the application's own model and those it refers to; their names cannot shadow ours."""
    try:
        found = model.model_json_schema(
            ref_template=f"{_REFERENCE}{name}.{{model}}", schema_generator=_Untitled, mode=mode
        )
    except PydanticUserError:
        # A field of a type that JSON Schema cannot express.
        return {"type": "object"}, {}
    parts = {f"{name}.{part}": schema for part, schema in found.pop("$defs", {}).items()}
    own = parts[found["$ref"].removeprefix(_REFERENCE)] if "$ref" in found else found
    return {**own, "title": name, "additionalProperties": False}, parts


def _problem_schema(problem: type[Problem]) -> Json:
    members: dict[str, Json] = {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "examples": [f"/auth/problems/{problem.code}"],
        },
        "title": {"type": "string"},
        "status": {"const": problem.status, "type": "integer"},
        "detail": {
            "type": "string",
            "description": "A text for the user, in the language of `Accept-Language`.",
        },
        "code": {"const": problem.code, "type": "string"},
        "instance": {"type": "string", "description": "The request's id, as in the logs."},
        **_own_members(problem),
    }
    return {
        "title": problem_name(problem),
        "type": "object",
        "description": about_problem(problem),
        "properties": members,
        "required": list(members),
    }


def _own_members(problem: type[Problem]) -> dict[str, Json]:
    if problem.__init__ is Problem.__init__:
        return {}
    hints = get_type_hints(problem.__init__)
    return {
        name: {"type": "array", "items": reference("FieldErrorAnswer")}
        if name == "errors"
        else TypeAdapter(hint).json_schema()
        for name, hint in hints.items()
        if name != "return"
    }
