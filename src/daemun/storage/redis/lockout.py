"""Counting tries in Valkey or Redis: one script counts and refuses in the same step."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from daemun.batch import Batches
from daemun.features.lockout.model import AllCounted, Key, Limit, Refusal, TryCount
from daemun.storage.redis.connection import RedisConnection, unavailable_if_down

_PREFIX = "daemun:lockout:"

# KEYS: the counters. ARGV: now; the places of two keys of which the second is counted only where the first is
# new, or 0 and 0; then for each its window, how many waits it has, and tries and duration of
# each; all times in milliseconds. Answers the tries of each; or, where one must wait and none was counted,
# 0, its place, its tries and until when.
_COUNT = """
local now = tonumber(ARGV[1])
local counters = {}
for i, key in ipairs(KEYS) do
    local old = redis.call('HMGET', key, 'tries', 'started', 'until')
    local tries, started, refused = tonumber(old[1] or 0), tonumber(old[2] or 0), tonumber(old[3] or 0)
    if refused > now then
        return {0, i, tries, refused}
    end
    counters[i] = {tries, started}
end
local first, second, known = tonumber(ARGV[2]), tonumber(ARGV[3]), false
local counted, at = {}, 4
for i, key in ipairs(KEYS) do
    local tries, started = counters[i][1], counters[i][2]
    local window, waits = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
    if tries == 0 or started <= now - window then
        tries, started = 0, now
    end
    tries = tries + 1
    local refused = 0
    for j = at + 2, at + 2 * waits, 2 do
        if tries >= tonumber(ARGV[j]) then
            refused = now + tonumber(ARGV[j + 1])
        end
    end
    known = known or (i == first and tries > 1)
    if not (known and (i == first or i == second)) then
        redis.call('HSET', key, 'tries', tries, 'started', started, 'until', refused)
        redis.call('PEXPIRE', key, math.max(started + window, refused) - now)
    end
    counted[i] = tries
    at = at + 2 + 2 * waits
end
return counted
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
    """`LockoutStore` in Valkey or Redis. Keys expire once neither window nor wait is left.

    `take_back` and `forget` in a batch happen after its commit, because a batch may be repeated.
    """

    def __init__(self, connection: RedisConnection, batches: Batches) -> None:
        self._client = connection.client
        self._batches = batches
        self._count = self._client.register_script(_COUNT)
        self._take_back = self._client.register_script(_TAKE_BACK)

    def count_try(self, key: str, limit: Limit, *, now: datetime) -> TryCount:
        return self.count_together(((key, limit),), now=now).only

    def count_together(
        self, keys: Sequence[Key], *, now: datetime, once: tuple[str, str] | None = None
    ) -> AllCounted | Refusal:
        names = [key for key, _ in keys]
        arguments = [_instant(now), *([names.index(key) + 1 for key in once] if once else (0, 0))]
        for _, limit in keys:
            waits = [n for wait in limit.waits for n in (wait.tries, _milliseconds(wait.duration))]
            arguments += [_milliseconds(limit.window), len(limit.waits), *waits]
        with unavailable_if_down():
            answer = self._count(keys=[_PREFIX + name for name in names], args=arguments)
        if answer[0] != 0:
            return AllCounted(tuple(answer))
        _, place, tries, until = answer
        key, limit = keys[place - 1]
        return Refusal(key, limit, tries, _datetime(until))

    def take_back(self, counted: Sequence[Key]) -> None:
        def take_back() -> None:
            with unavailable_if_down(), self._client.pipeline(transaction=False) as pipeline:
                for key, limit in counted:
                    self._take_back(keys=[_PREFIX + key], args=[limit.first_wait], client=pipeline)
                pipeline.execute()

        self._batches.after_commit(take_back)

    def find_tries(self, key: str, limit: Limit, *, now: datetime) -> int:
        with unavailable_if_down():
            tries, started = self._client.hmget(_PREFIX + key, "tries", "started")
        is_present = started is not None and int(started) > _instant(now - limit.window)
        return int(tries) if is_present and tries is not None else 0

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
