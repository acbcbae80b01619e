"""A PostgreSQL connection whose every wait has an end, even if the server is frozen and never answers."""

from time import monotonic
from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen

T = TypeVar("T")


class ServerSilent(OperationalError, TimeoutError):
    """There was no answer in time: asking again would wait as long again."""


class ImpatientConnection(Connection[Any]):
    """Closes itself when the server takes longer than `patience`: its own time limits do not help then."""

    patience = 10.0
    """Seconds."""

    def wait(self, gen: PQGen[T], *args: float | None, **kwargs: float | None) -> T:
        return super().wait(self._in_time(gen), *args, **kwargs)  # type: ignore[arg-type]

    def _in_time(self, gen: PQGen[T]) -> PQGen[T]:
        deadline = monotonic() + self.patience
        try:
            wanted = next(gen)
            while True:
                # Comes back with nothing once in every interval.
                ready = yield wanted
                if not ready and monotonic() > deadline:
                    self.close()
                    raise ServerSilent("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: T = end.value
            return answer
