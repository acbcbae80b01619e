"""A connection to Valkey or Redis that refuses rather than waits."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from daemun.problem import StoreMisconfigured
from daemun.storage.redis.failures import why_unavailable
from daemun.storage.settings import RedisSettings

_log = logging.getLogger("daemun.storage")


def why_unusable(url: str) -> str | None:
    """Why a URL cannot work, checked without connecting; None: it can."""
    try:
        pool = ConnectionPool.from_url(url)
        pool.connection_class(**pool.connection_kwargs)
    except (TypeError, ValueError):
        return "has a port that cannot be, or something after ? that its driver does not know"
    except RedisError:
        # A file for TLS: opening a connection will report what is wrong with it.
        pass
    return None


class RedisConnection:
    """A pool of connections, opened on first use, one for each concurrent thread."""

    name = "redis"

    def __init__(self, url: str, settings: RedisSettings) -> None:
        # No retries: they could count twice, and would keep callers waiting.
        self.client: Redis = Redis.from_url(
            url,
            socket_timeout=settings.timeout,
            socket_connect_timeout=settings.timeout,
            retry=Retry(NoBackoff(), 0),
        )

    def ping(self) -> None:
        with unavailable_if_down():
            self.client.ping()

    def close(self) -> None:
        self.client.close()


@contextmanager
def unavailable_if_down() -> Iterator[None]:
    """Turn every server or network error into `StoreUnavailable`: without its counter a try is refused."""
    try:
        yield
    except RedisError as error:
        away = why_unavailable(error)
        if isinstance(away, StoreMisconfigured):
            _log.error("the counter store cannot be used: %s", away)
        else:
            _log.warning("%s", away)
        raise away from None
