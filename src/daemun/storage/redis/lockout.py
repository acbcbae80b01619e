"""Counting tries in Valkey or Redis: one script counts and refuses in the same step."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from daemun.batch import Batches
from daemun.features.lockout.model import Count, Limit
from daemun.storage.redis.connection import RedisConnection, unavailable_if_down

_PREFIX = "daemun:lockout:"

# KEYS: the counter. ARGV: now, window, then tries and duration of each wait; all times in milliseconds.
# Answers tries and refused-until of a refused try, tries alone of a counted one.
_COUNT = """
local now, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local old = redis.call('HMGET', KEYS[1], 'tries', 'started', 'until')
local tries, started, refused = tonumber(old[1] or 0), tonumber(old[2] or 0), tonumber(old[3] or 0)
if refused > now then
    return {tries, refused}
end
if tries == 0 or started <= now - window then
    tries, started = 0, now
end
tries = tries + 1
refused = 0
for i = 3, #ARGV, 2 do
    if tries >= tonumber(ARGV[i]) then
        refused = now + tonumber(ARGV[i + 1])
    end
end
redis.call('HSET', KEYS[1], 'tries', tries, 'started', started, 'until', refused)
redis.call('PEXPIRE', KEYS[1], math.max(started + window, refused) - now)
return {tries}
"""

# KEYS: the counter. ARGV: tries of the first wait.
_TAKE_BACK = """
local tries = tonumber(redis.call('HGET', KEYS[1], 'tries') or 0) - 1
if tries < 0 then
    return
end
redis.call('HSET', KEYS[1], 'tries', tries)
if tries < tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[1], 'until', 0)
end
"""


class RedisLockoutStore:
    """`LockoutStore` in Valkey or Redis. Keys go by themselves once neither window nor wait is left.

    What a batch takes back or forgets, it does once it is written: until then it may be run again.
    """

    def __init__(self, connection: RedisConnection, batches: Batches) -> None:
        self._client = connection.client
        self._batches = batches
        self._count = self._client.register_script(_COUNT)
        self._take_back = self._client.register_script(_TAKE_BACK)

    def count_try(self, key: str, limit: Limit, *, now: datetime) -> Count:
        waits = [n for wait in limit.waits for n in (wait.tries, _milliseconds(wait.duration))]
        arguments = [_instant(now), _milliseconds(limit.window), *waits]
        with unavailable_if_down():
            tries, *refused = self._count(keys=[_PREFIX + key], args=arguments)
        return Count(tries, _datetime(refused[0]) if refused else None)

    def take_back(self, counted: Sequence[tuple[str, Limit]]) -> None:
        def take_back() -> None:
            with unavailable_if_down(), self._client.pipeline(transaction=False) as pipeline:
                for key, limit in counted:
                    self._take_back(keys=[_PREFIX + key], args=[limit.first_wait], client=pipeline)
                pipeline.execute()

        self._batches.after_commit(take_back)

    def forget(self, key: str) -> None:
        def forget() -> None:
            with unavailable_if_down():
                self._client.delete(_PREFIX + key)

        self._batches.after_commit(forget)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _instant(instant: datetime) -> int:
    return _milliseconds(instant - _EPOCH)


def _datetime(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
