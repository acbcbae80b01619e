"""Undecided tries of this process: counted already, and not known yet to be right or wrong."""

from collections import Counter, deque
from collections.abc import Collection
from threading import Condition
from time import monotonic

_REMEMBERED = 256
_LONGEST_SLEEP = 0.1


class Undecided:
    """Lets a refused try wait for those that reached the limit before it: right ones are taken back."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._open: Counter[str] = Counter()
        self._decided: deque[str] = deque(maxlen=_REMEMBERED)
        self._decisions = 0

    @property
    def decisions(self) -> int:
        """How many keys were decided so far, for `is_worth_counting_again`."""
        return self._decisions

    def begin(self, keys: Collection[str]) -> None:
        """A try on these keys is about to be counted."""
        with self._changed:
            self._open.update(keys)

    def withdraw(self, keys: Collection[str]) -> None:
        """It was refused: there is nothing to decide."""
        with self._changed:
            self._close(keys)

    def decide(self, keys: Collection[str]) -> None:
        """It was found right or wrong, or given up."""
        with self._changed:
            self._close(keys)
            self._decided.extend(keys)
            self._decisions += len(keys)
            self._changed.notify_all()

    def is_worth_counting_again(self, key: str, *, since: int, gives_up_at: float) -> bool:
        """Wait until a try on `key` is decided; False when there is none, or it takes too long.

        since: `decisions` before the refused try was counted; what was decided from then on counts.
        gives_up_at: on the monotonic clock, seconds.
        """
        with self._changed:
            while (left := gives_up_at - monotonic()) > 0:
                fresh = self._decisions - since
                if fresh and key in list(self._decided)[-fresh:]:
                    return True
                if not self._open[key]:
                    return False
                # Withdrawn tries tell nobody, so look again now and then.
                self._changed.wait(min(left, _LONGEST_SLEEP))
        return False

    def _close(self, keys: Collection[str]) -> None:
        self._open.subtract(keys)
        self._open += Counter()
