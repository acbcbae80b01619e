"""Flask signals, one for each audit event, for the host application.

`signal_for("user.logged_in").connect(receiver)`: receivers get the Flask app as sender and `event=` the
frozen event.
"""

from blinker import NamedSignal, Namespace

_events = Namespace()

every_event = _events.signal("*")
"""Sent after the signal of each event."""


def signal_for(event_name: str) -> NamedSignal:
    """Give the signal that is sent after an event of this name was stored. Names: docs/reference/events."""
    return _events.signal(event_name)
