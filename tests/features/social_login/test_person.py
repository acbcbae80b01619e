import json

import pytest

from daemun.features.social_login.person import read_posted_person


def posted(first: object, last: object) -> str:
    return json.dumps({"name": {"firstName": first, "lastName": last}, "email": "x@example.kr"})


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("민수", "김", "김민수"),
        ("다윈", "찰스", "찰스다윈"),
        ("太郎", "山田", "山田太郎"),
        ("Minsu", "Kim", "Minsu Kim"),
        ("Minsu", "김", "Minsu 김"),
        (" Minsu ", None, "Minsu"),
        (None, "Kim", "Kim"),
        # Decomposed, as some systems write it.
        ("\u1106\u1175\u11ab\u1109\u116e", "\u1100\u1175\u11b7", "김민수"),
        # Text is text: pages write it as such.
        ("<script>alert(1)</script>", "Kim", "<script>alert(1)</script> Kim"),
    ],
)
def test_a_name_is_written_as_its_owner_writes_it(first: object, last: object, name: str) -> None:
    assert read_posted_person(posted(first, last))["name"] == name


def test_an_address_that_nobody_signed_is_not_taken() -> None:
    assert set(read_posted_person(posted("민수", "김"))) == {"name", "given_name", "family_name"}


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "{", "[]", "1", '"name"', "{}", '{"name": "Kim"}', '{"name": {}}', '{"name": null}'),
        *(posted(1, {}), posted("", "  "), posted("a\x00b", "c\u202ed"), posted("x" * 101, None)),
        *(posted("x", "y" * 5000), '{"name":' * 50 + "1" + "}" * 50, '{"name": {"firstName": "\\ud800"}}'),
    ],
)
def test_what_is_no_name_is_none(text: str | None) -> None:
    assert read_posted_person(text) == {}
