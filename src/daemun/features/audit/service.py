"""Audit.record(event): store it, then notify the listeners."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import Event
from daemun.features.audit.model import RecordedEvent
from daemun.features.audit.store import AuditStore
from daemun.origin import Origin
from daemun.randomness import Randomness, random_id

SYSTEM = Origin(user_agent="daemun")
"""The origin of actions without a request: the command line, scripts, key rotation."""

_OWN_COLUMNS = frozenset({"user_id", "session_id"})


class Audit:
    """The only event channel. An event that cannot be stored stops its action."""

    def __init__(
        self,
        store: AuditStore,
        batches: Batches,
        clock: Clock,
        randomness: Randomness,
        *,
        publish: Callable[[Event], None],
        react: Callable[[Event, Origin], None],
    ) -> None:
        """publish: called for every event after its commit. react: called for every event in its batch, to
        write the consequences.
        """
        self._store = store
        self._batches = batches
        self._clock = clock
        self._randomness = randomness
        self._publish = publish
        self._react = react

    def record(self, event: Event, origin: Origin) -> None:
        """Append an event to the trail, in the current batch if there is one; it is published after the
        commit.
        """
        self._store.add(self._recorded(event, origin))
        self._react(event, origin)
        self._batches.after_commit(lambda: self._publish(event))

    def record_all(self, events: Sequence[Event], origin: Origin) -> None:
        """As `record`, for many events at once."""
        self._store.add_all([self._recorded(event, origin) for event in events])
        for event in events:
            self._react(event, origin)
            self._batches.after_commit(partial(self._publish, event))

    def _recorded(self, event: Event, origin: Origin) -> RecordedEvent:
        details = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in _OWN_COLUMNS}
        return RecordedEvent(
            id=random_id(self._randomness),
            at=self._clock.now(),
            name=event.name,
            user_id=event.user_id,
            session_id=event.session_id,
            origin=origin,
            details=details,
        )
