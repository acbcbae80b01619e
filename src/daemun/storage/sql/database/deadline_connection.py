"""A PostgreSQL connection on which every wait has a deadline, even if the server hangs."""

from time import monotonic
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen

T = TypeVar("T")


class ServerTimeout(OperationalError, TimeoutError):
    """The server did not answer in time; to ask again would take as long again."""


class DeadlineConnection(Connection[Any]):
    """Closes itself when a wait takes longer than `deadline`: a server that hangs ignores its own."""

    deadline = 10.0
    """Seconds."""

    def __del__(self, *_: object) -> None:
        """Warn of nothing: a pool that goes with its application leaves its connections to the collector, and
        libpq's own closes them, in the process that opened them.
        """

    def wait(self, gen: PQGen[T], *args: float | None, **kwargs: float | None) -> T:
        return super().wait(self._in_time(gen), *args, **kwargs)  # type: ignore[arg-type]

    def _in_time(self, gen: PQGen[T]) -> PQGen[T]:
        ends_at = monotonic() + self.deadline
        try:
            wanted = next(gen)
            while True:
                # Comes back with nothing once in every interval.
                ready = yield wanted
                if not ready and monotonic() > ends_at:
                    self.close()
                    raise ServerTimeout("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: T = end.value
            return answer
