"""WorkingMemory: large pages for what Argon2id works in."""

import ctypes
import mmap
import sys
import threading
from contextlib import suppress
from typing import Final

_LARGE_PAGE: Final = 2 * 1024 * 1024
_REUSED_UP_TO: Final = 29 * 1024 * 1024
"""glibc gives larger blocks back to the system at once (`DEFAULT_MMAP_THRESHOLD_MAX`, less some)."""


class WorkingMemory:
    """The block of memory that every hash of a thread takes and gives back.

    Argon2id jumps about in it, so that with pages of 4 KiB the processor spends an eighth of its time on
    looking up addresses. The kernel gives pages of 2 MiB to who asks for them. This is only a hint: where
    the C library puts the next block elsewhere, or knows no such call, nothing is lost but that time.

    size: bytes for one hash.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._asked = threading.local()

    def prepare(self) -> None:
        """Ask for large pages, once for each thread."""
        if not hasattr(self._asked, "done"):
            self._asked.done = True
            if sys.platform == "linux" and self._size <= _REUSED_UP_TO:
                with suppress(OSError, AttributeError):
                    _ask_for_large_pages(self._size)


def _ask_for_large_pages(size: int) -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    # The first block is a mapping of its own; glibc learns from its end to keep the next ones.
    for _ in range(2):
        # One page more than a hash takes: its last piece shall lie in a whole page, too.
        block = libc.malloc(size + _LARGE_PAGE)
        if block is None:
            return
        begin, end = (address // _LARGE_PAGE * _LARGE_PAGE for address in (block, block + size + _LARGE_PAGE))
        libc.madvise(begin, end - begin, mmap.MADV_HUGEPAGE)
        libc.free(block)
