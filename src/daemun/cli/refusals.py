"""A refusal as operators read it: a sentence, then one line for each mistake."""

from daemun.localization import FALLBACK, Catalogs
from daemun.problem import FieldError, Problem


def refusal_text(problem: Problem, catalogs: Catalogs, language: str) -> str:
    """Write a refusal in this language, or in English if there are no texts in it."""
    language = language if language in catalogs.languages else FALLBACK
    return "\n".join(
        [
            _sentence(problem, catalogs, language),
            *(f"  {_mistake(error, catalogs, language)}" for error in problem.errors),
        ]
    )


def _sentence(problem: Problem, catalogs: Catalogs, language: str) -> str:
    # A problem's own message is written for operators: it may name the command that helps.
    if str(problem) != problem.code:
        return str(problem)
    if problem.text is not None:
        return catalogs.sentence(language, problem.text, problem.params)
    return catalogs.problem_text(language, problem.code, "detail", problem.params) or problem.code


def _mistake(error: FieldError, catalogs: Catalogs, language: str) -> str:
    if error.text is not None:
        detail = catalogs.sentence(language, error.text, error.params)
    else:
        detail = catalogs.text(language, f"field_error.{error.code}", error.params)
    return f"{error.pointer.strip('/')}: {detail}".removeprefix(": ")


def operating_system_text(error: OSError) -> str:
    """Say what the operating system refused, and where."""
    reason = error.strerror or str(error)
    if error.filename is None and "temporary" in reason:
        return "no folder for temporary files is writable: mount one on /tmp, or name one in TMPDIR"
    return reason if error.filename is None else f"{error.filename}: {reason}"
