"""The list of requirements cannot claim what no test proves."""

import ast

import pytest

from tools.generate_requirements import find_problems, marked_tests, read_catalog, write_page

CATALOG = """
[groups]
PW = "Passwords"

[requirements]
PW-01 = {{ level = "M", text = "Long enough."{more} }}
"""
TESTS = {"PW-01": ["tests/test_a.py::test_it"]}


@pytest.mark.parametrize(
    ("more", "tests", "complaint"),
    [
        ("", {}, "no test and no reason"),
        (', later = "no time"', TESTS, "has a test"),
        (', partly = "half"', {}, "has no test"),
        ("", {**TESTS, "PW-99": ["tests/test_a.py::test_other"]}, "PW-99 is not in"),
    ],
)
def test_a_false_claim_is_found(more: str, tests: dict[str, list[str]], complaint: str) -> None:
    problems = find_problems(read_catalog(CATALOG.format(more=more)), tests)

    assert [problem for problem in problems if complaint in problem]


@pytest.mark.parametrize(
    ("more", "tests"), [("", TESTS), (', later = "no time"', {}), (', partly = "half"', TESTS)]
)
def test_an_honest_claim_is_fine(more: str, tests: dict[str, list[str]]) -> None:
    assert find_problems(read_catalog(CATALOG.format(more=more)), tests) == []


def test_markers_on_functions_classes_and_modules_are_read() -> None:
    tree = ast.parse(
        """
pytestmark = pytest.mark.requirement("A-01")

@pytest.mark.requirement("A-02", "A-03")
@pytest.mark.parametrize("x", [1])
async def test_one(x): ...

@pytest.mark.requirement("A-04")
class TestGroup:
    def test_two(self): ...

@pytest.mark.requirement("A-05")
def not_a_test(): ...
"""
    )

    assert sorted(marked_tests(tree)) == [
        ("A-01", "TestGroup::test_two"),
        ("A-01", "test_one"),
        ("A-02", "test_one"),
        ("A-03", "test_one"),
        ("A-04", "TestGroup::test_two"),
    ]


def test_the_page_names_the_proof_and_what_is_missing() -> None:
    page = write_page(read_catalog(CATALOG.format(more=', partly = "the reset"')), TESTS)

    assert "| PW-01 | M | Long enough. | `tests/test_a.py`: `test_it`<br>Missing: the reset |" in page
