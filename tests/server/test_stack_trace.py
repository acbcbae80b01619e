import pytest

from daemun.server.stack_trace import written_stack

SECRET = "marker-in-the-words-of-an-error"


def fail_with(error: Exception, cause: Exception | None = None) -> BaseException:
    try:
        raise error from cause
    except Exception as raised:  # noqa: BLE001
        return raised


@pytest.mark.requirement("LG-03", "ER-02")
def test_the_stack_has_places_and_kinds_and_no_words() -> None:
    cause = fail_with(KeyError(SECRET))
    cause.add_note(SECRET)

    written = written_stack(fail_with(ValueError(SECRET), KeyError(SECRET)))

    assert SECRET not in written
    assert written.index("builtins.KeyError") < written.index("builtins.ValueError")
    assert "in fail_with" in written


def test_what_was_being_handled_is_named_too() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError:
            raise ValueError(SECRET)  # noqa: B904
    except ValueError as error:
        written = written_stack(error)

    assert "builtins.KeyError" in written
    assert "builtins.ValueError" in written


def test_the_words_of_the_system_are_kept() -> None:
    assert "No space left on device" in written_stack(OSError(28, "No space left on device", SECRET))
    assert SECRET not in written_stack(OSError(28, "No space left on device", SECRET))


def test_errors_that_cause_each_other_come_to_an_end() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first

    assert written_stack(first).count("ValueError") == 1
