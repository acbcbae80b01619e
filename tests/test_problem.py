import pytest

from daemun.problem import FieldError, Problem, StoreUnavailable


def test_a_problem_of_an_application_has_a_code_a_status_and_facts() -> None:
    class NotOnSundays(Problem):
        code = "not_on_sundays"
        status = 409

    problem = NotOnSundays(text="Closed.", errors=(FieldError("/day", "sunday"),), open_at="monday")

    assert (str(problem), problem.status, problem.text) == ("not_on_sundays", 409, "Closed.")
    assert dict(problem.params) == {"open_at": "monday"}
    assert problem.errors[0].pointer == "/day"


def test_facts_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        StoreUnavailable().params["retry_after"] = 0  # type: ignore[index]


def test_a_store_that_is_away_says_when_to_come_back() -> None:
    assert (StoreUnavailable.status, dict(StoreUnavailable().params)) == (503, {"retry_after": 2})
