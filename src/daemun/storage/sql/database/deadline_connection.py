"""A PostgreSQL connection on which every wait has a deadline, even if the server hangs."""

from time import monotonic
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen

T = TypeVar("T")


class ServerTimeout(OperationalError, TimeoutError):
    """The server did not answer in time; a retry would take just as long."""


class DeadlineConnection(Connection[Any]):
    """Closes itself if a wait exceeds `deadline`: a hung server does not enforce its own limits."""

    deadline = 10.0
    """Seconds."""

    def __del__(self, *_: object) -> None:
        """Suppress the warning: when a pool goes away with its application, the garbage collector collects
        its connections, and libpq closes them in the process that opened them.
        """

    def wait(self, gen: PQGen[T], *args: float | None, **kwargs: float | None) -> T:
        return super().wait(self._in_time(gen), *args, **kwargs)  # type: ignore[arg-type]

    def _in_time(self, gen: PQGen[T]) -> PQGen[T]:
        ends_at = monotonic() + self.deadline
        try:
            wanted = next(gen)
            while True:
                # Returns nothing once per interval.
                ready = yield wanted
                if not ready and monotonic() > ends_at:
                    self.close()
                    raise ServerTimeout("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: T = end.value
            return answer
