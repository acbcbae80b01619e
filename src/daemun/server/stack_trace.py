"""The stack of an error without the texts of exceptions, which may quote passwords, tokens and rows."""

from collections.abc import Iterator
from traceback import extract_tb


def written_stack(error: BaseException) -> str:
    """Where it happened, and the types of the chained errors, oldest first."""
    return "\n".join(line for each in reversed(list(_chain(error))) for line in _lines(each))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    present: BaseException | None = error
    while present is not None and id(present) not in seen:
        seen.add(id(present))
        yield present
        present = present.__cause__ or (None if present.__suppress_context__ else present.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    for frame in extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        yield f"    {frame.line}"
    kind = type(error)
    # The operating system's error texts quote nothing.
    reason = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    yield f"{kind.__module__}.{kind.__qualname__}{reason}"
