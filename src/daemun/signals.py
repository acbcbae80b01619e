"""Flask signals, one per audit event, for the host application.

    @signal_for(UserLoggedIn).connect
    def greet(sender: Flask, event: UserLoggedIn) -> None: ...

Receivers get the Flask app as sender and the frozen event as `event=`, after it was committed. An exception
in a receiver is logged; it affects neither the response nor other receivers.
"""

import logging
from difflib import get_close_matches

from blinker import NamedSignal, Namespace
from flask import Flask

from daemun.features.audit import events, provider_events
from daemun.features.audit.events import Event

_logger = logging.getLogger("daemun.signals")
_signals = Namespace()

every_event = _signals.signal("*")
"""Sent after the signal of each event."""


def signal_for(event: str | type[Event]) -> NamedSignal:
    """The signal that is sent after an event was stored, by the event's class or name.

    Names and fields: docs/reference/events. Raises ValueError for a name that no event has.
    """
    name = event if isinstance(event, str) else event.name
    known = {each.name for each in event_classes()}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise ValueError(f"there is no event {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return _signals.signal(name)


def event_classes() -> list[type[Event]]:
    """Every event, in the order of their names."""
    # Not __subclasses__(): a dataclass with slots is made twice.
    known = [*vars(events).values(), *vars(provider_events).values()]
    found = {each for each in known if isinstance(each, type) and issubclass(each, Event)}
    return sorted((each for each in found if each is not Event), key=lambda each: each.name)


def publish(app: Flask, event: Event) -> None:
    """Send the signals of a stored event."""
    for signal in (_signals.signal(event.name), every_event):
        for receiver in signal.receivers_for(app):
            try:
                receiver(app, event=event)
            except Exception:
                # The application's own code: the event is already stored, and the user still gets an answer.
                _logger.exception("a receiver of %s failed", event.name)
