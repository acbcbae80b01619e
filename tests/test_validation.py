import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator

from daemun.problem import FieldError
from daemun.validation import field_errors


class Shelf(BaseModel):
    books: list[str] = Field(default_factory=list)
    by_name: dict[str, int] = Field(default={"a": 1}, min_length=1, max_length=2)
    label: str = Field(default="", max_length=3)

    @field_validator("label")
    @classmethod
    def _no_secrets(cls, label: str) -> str:
        if label == "top":
            raise ValueError(f"not {label}")
        return label


def errors(content: object, *, under: str = "") -> tuple[FieldError, ...]:
    with pytest.raises(ValidationError) as refused:
        Shelf.model_validate(content, strict=True)
    return field_errors(refused.value, under=under)


def test_a_pointer_leads_to_the_place() -> None:
    found = errors({"books": ["a", 1], "by_name": {"a/b~c": "x"}}, under="/shelf")

    assert [(each.pointer, each.code) for each in found] == [
        ("/shelf/books/1", "not_text"),
        ("/shelf/by_name/a~1b~0c", "not_a_number"),
    ]


def test_limits_are_told_and_what_was_sent_is_not() -> None:
    (too_long,) = errors({"label": "hunter2"})
    (own,) = errors({"label": "top"})

    assert too_long == FieldError("/label", "too_long", {"max_length": 3})
    assert own == FieldError("/label", "invalid")


def test_too_many_and_too_few_are_told_with_the_limit() -> None:
    (too_many,) = errors({"by_name": {"a": 1, "b": 2, "c": 3}})
    (too_few,) = errors({"by_name": {}})

    assert too_many == FieldError("/by_name", "too_many", {"max_length": 2})
    assert too_few == FieldError("/by_name", "too_few", {"min_length": 1})
