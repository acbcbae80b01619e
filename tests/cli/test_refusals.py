import pytest

from daemun.cli.refusals import operating_system_text, refusal_text
from daemun.localization import load_catalogs
from daemun.problem import FieldError, Problem, StoreUnavailable
from daemun.storage.store import SchemaBehind
from daemun.validation import ValidationFailed

CATALOGS = load_catalogs()


class OnlyColleagues(Problem):
    code = "only_colleagues"
    status = 403


def test_a_refusal_is_a_sentence_in_the_language_asked_for() -> None:
    refused = StoreUnavailable(retry_after=3)

    assert "3 seconds" in refusal_text(refused, CATALOGS, "en")
    assert "3초" in refusal_text(refused, CATALOGS, "ko")
    assert refusal_text(refused, CATALOGS, "fr") == refusal_text(refused, CATALOGS, "en")


def test_every_mistake_has_a_line() -> None:
    errors = (
        FieldError("/username", "too_short", {"min_length": 3}),
        FieldError("/profile/team", "own_rule", text="There is no such team."),
        FieldError("", "one_name"),
    )

    lines = refusal_text(ValidationFailed(errors=errors), CATALOGS, "en").splitlines()

    assert lines[1] == "  username: This is too short: at least 3 characters."
    assert lines[2] == "  profile/team: There is no such team."
    assert lines[3].startswith("  Give exactly one of")


def test_words_for_operators_come_first() -> None:
    assert "run `daemun db upgrade`" in refusal_text(SchemaBehind("0001", needed="0003"), CATALOGS, "ko")


def test_a_problem_of_the_application_says_its_own() -> None:
    assert refusal_text(OnlyColleagues(text="Only for us."), CATALOGS, "en") == "Only for us."
    assert refusal_text(OnlyColleagues(), CATALOGS, "en") == "only_colleagues"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"), "TMPDIR"),
        (PermissionError(13, "Permission denied", "key"), "key: Permission denied"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_what_the_operating_system_refuses_is_said_with_its_place(error: OSError, text: str) -> None:
    assert text in operating_system_text(error)
