"""Checks whether a request has arrived completely, without reading it: no thread waits for slow clients."""

import re
import socket
from typing import Final

_MAX_BYTES: Final = 16_384
"""Maximum bytes to wait for; a thread reads longer requests, within its time limit."""
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")
_CONTENT_LENGTH: Final = re.compile(rb"\ncontent-length:[ \t]*([0-9]{1,5})[ \t]*(?=\r?\n)", re.IGNORECASE)
_NO_WAITING: Final = re.compile(rb"\n(?:expect|transfer-encoding)[ \t]*:", re.IGNORECASE)


def has_arrived(connection: socket.socket) -> bool:
    """Whether a thread can start: the request is complete, too long to wait for, or cut off.

    If not, `connection`, which must be non-blocking, becomes readable again only when more has arrived.
    """
    awaited = connection.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT)
    try:
        seen = connection.recv(_MAX_BYTES, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    # Readable, but with less than awaited: the client has stopped sending.
    missing = 0 if len(seen) < awaited else _missing(seen)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(seen) + missing if missing else 1)
    return missing == 0


def _missing(seen: bytes) -> int:
    """How many bytes are missing, at least."""
    if len(seen) >= _MAX_BYTES:
        return 0
    end = _END_OF_HEAD.search(seen)
    if end is None:
        return 1
    head = seen[: end.end()]
    lengths = _CONTENT_LENGTH.findall(head)
    # With `Expect` no body arrives before our answer; an ambiguous request is refused without its body.
    if len(lengths) != 1 or _NO_WAITING.search(head):
        return 0
    whole = min(len(head) + int(lengths[0]), _MAX_BYTES)
    return max(0, whole - len(seen))
