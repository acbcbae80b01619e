"""PendingTries: tries of this process that are counted, but not yet known to be right or wrong."""

from collections import Counter, deque
from collections.abc import Collection
from threading import Condition
from time import monotonic

_REMEMBERED = 256
_MAX_SLEEP = 0.1


class PendingTries:
    """Lets a refused try wait for pending ones that filled the limit: right ones will be uncounted."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._open: Counter[str] = Counter()
        self._finished: deque[str] = deque(maxlen=_REMEMBERED)
        self._finishes = 0

    @property
    def finishes(self) -> int:
        """How many keys finished so far, for `is_worth_counting_again`."""
        return self._finishes

    def start(self, keys: Collection[str]) -> None:
        """Note that a try on these keys is about to be counted."""
        with self._changed:
            self._open.update(keys)

    def cancel(self, keys: Collection[str]) -> None:
        """Note that it was refused, so there is nothing to wait for."""
        with self._changed:
            self._close(keys)

    def finish(self, keys: Collection[str]) -> None:
        """Note that it was right, wrong or abandoned."""
        with self._changed:
            self._close(keys)
            self._finished.extend(keys)
            self._finishes += len(keys)
            self._changed.notify_all()

    def is_worth_counting_again(self, key: str, *, since: int, gives_up_at: float) -> bool:
        """Wait until a try on `key` finishes; False if none is pending, or it takes too long.

        since: `finishes` from before the refused try was counted; later ones count.
        gives_up_at: in seconds on the monotonic clock.
        """
        with self._changed:
            while (left := gives_up_at - monotonic()) > 0:
                fresh = self._finishes - since
                if fresh and key in list(self._finished)[-fresh:]:
                    return True
                if not self._open[key]:
                    return False
                # A cancelled try notifies nobody, so check again now and then.
                self._changed.wait(min(left, _MAX_SLEEP))
        return False

    def _close(self, keys: Collection[str]) -> None:
        self._open.subtract(keys)
        self._open += Counter()
