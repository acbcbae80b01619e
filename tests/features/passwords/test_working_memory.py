"""The kernel's own list of mappings tells which memory it may put on large pages."""

import subprocess
import sys
from pathlib import Path

import pytest

_HASHING = """
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.settings import PasswordSettings

def print_kibibytes_on_large_pages():
    total = size = 0
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if found := re.match("Size: +([0-9]+) kB", line):
            size = int(found[1])
        elif line.startswith("VmFlags:") and "hg" in line.split():
            total += size
    print(total)

hasher = Hasher(PasswordSettings(hash_memory={memory}, hash_passes={passes}))
with ThreadPoolExecutor(max_workers=1) as thread:
    for _ in range(3):
        print_kibibytes_on_large_pages()
        thread.submit(hasher.{verb}).result()
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not Path("/sys/kernel/mm/transparent_hugepage").exists(),
    reason="this kernel has no large pages to give",
)


def kibibytes_on_large_pages(verb: str, *, memory: int, passes: int) -> list[int]:
    """In a process of its own: how much memory may lie on large pages before each of three hashes."""
    program = _HASHING.format(verb=verb, memory=memory, passes=passes)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]


@pytest.mark.parametrize("verb", ["hash, 'gyeoul-bada'", "verify, hasher.unknown_user_hash, 'gyeoul-bada'"])
def test_a_password_is_hashed_on_large_pages(verb: str) -> None:
    before, first, second = kibibytes_on_large_pages(verb, memory=19_456, passes=2)

    # The whole block, and asked for once, however often the thread hashes.
    assert first - before >= 19_456
    assert second == first


def test_memory_that_goes_back_to_the_system_at_once_is_left_alone() -> None:
    assert kibibytes_on_large_pages("hash, 'gyeoul-bada'", memory=47_104, passes=1) == [0, 0, 0]
