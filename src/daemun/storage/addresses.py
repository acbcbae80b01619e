"""Checks of database URLs before anything is opened."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pydantic import SecretStr

from daemun.loopback import is_loopback
from daemun.settings_group import Unsafe
from daemun.storage import database_url
from daemun.storage.database_url import POSTGRESQL, SQLITE, is_mongodb, mongodb_line
from daemun.storage.settings import DatabaseSettings, RedisSettings

_REDIS = frozenset({"redis", "rediss", "unix"})
_MONGODB_UNVERIFIED = ("tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames")
_VERIFIED = frozenset({"verify-ca", "verify-full"})


def find_unusable_addresses(
    database: DatabaseSettings, redis: RedisSettings
) -> Iterator[tuple[str, str, str]]:
    """Group and field of each URL that cannot work, with the reason, without repeating the URL."""
    yield from _unusable_database(database)
    yield from _unusable_redis(redis)


def _unusable_database(database: DatabaseSettings) -> Iterator[tuple[str, str, str]]:
    reason = _why_unusable(database.url)
    if reason is not None:
        yield "database", "url", reason
        return
    if database.replica_url is None:
        return
    reason = _why_unusable(database.replica_url)
    if reason is not None:
        yield "database", "replica_url", reason
    elif not _are_postgresql(database.url, database.replica_url):
        yield "database", "replica_url", "only a PostgreSQL database has a replica"


def _unusable_redis(redis: RedisSettings) -> Iterator[tuple[str, str, str]]:
    if redis.url is not None:
        reason = _why_unusable_redis(redis.url.get_secret_value())
        if reason is not None:
            yield "redis", "url", reason


def find_open_lines(database: DatabaseSettings, redis: RedisSettings) -> Iterator[tuple[str, Unsafe]]:
    """Groups with a URL to another machine without verified TLS."""
    for field, url in (("url", database.url), ("replica_url", database.replica_url)):
        if url is None or database.private_network:
            continue
        if is_mongodb(url.get_secret_value()):
            yield from _open_mongodb_line(field, url.get_secret_value())
            continue
        hosts, encryption = _postgresql_line(url.get_secret_value())
        if encryption not in _VERIFIED and not all(_is_here(host) for host in hosts):
            remedy = "add ?sslmode=verify-full&sslrootcert=system, or the path of the authority's certificate"
            yield "database", _unsafe(field, remedy, "DAEMUN_DATABASE_PRIVATE_NETWORK")
    if redis.url is not None and not redis.private_network:
        address = _split(redis.url.get_secret_value())
        if address is None or address.scheme == "unix" or _is_here(address.hostname or ""):
            return
        checks = dict(parse_qsl(address.query)).get("ssl_cert_reqs", "required")
        if address.scheme != "rediss" or checks != "required":
            yield "redis", _unsafe("url", "use rediss://", "DAEMUN_REDIS_PRIVATE_NETWORK")


def sqlite_file(database: DatabaseSettings, folder: Path) -> Path | None:
    """The file that `url` names, relative to `folder`; None: another database, or one in memory."""
    from sqlalchemy import make_url

    if database.url is None or is_mongodb(database.url.get_secret_value()):
        return None
    url = make_url(database.url.get_secret_value())
    if url.drivername not in SQLITE or url.database in {None, "", ":memory:"}:
        return None
    return folder / (url.database or "")


def _why_unusable_redis(text: str) -> str | None:
    address = _split(text)
    if address is None or address.scheme not in _REDIS:
        return "must be a URL, such as redis://host:6379/0 or rediss://host:6379/0"
    if address.scheme == "unix" and address.netloc.rpartition("@")[2]:
        return "needs three slashes before the path of a socket: unix:///run/valkey/valkey.sock"
    if address.scheme != "unix" and re.fullmatch(r"(/\d*)?", address.path) is None:
        return "must end with the number of a database, such as /0, or with nothing"
    if find_spec("redis") is None:
        return 'needs a driver: pip install "daemun[redis]"'
    from daemun.storage.redis.connection import why_unusable

    return why_unusable(text)


def _are_postgresql(*urls: SecretStr | None) -> bool:
    from sqlalchemy import make_url

    texts = [url.get_secret_value() for url in urls if url is not None]
    return len(texts) == len(urls) and all(
        not is_mongodb(text) and make_url(text).drivername in POSTGRESQL for text in texts
    )


def _why_unusable(given: SecretStr | None) -> str | None:
    return None if given is None else database_url.why_unusable(given.get_secret_value())


def _postgresql_line(text: str) -> tuple[list[str], str | None]:
    """Every host that may be contacted, and the encryption required; no hosts for SQLite and invalid URLs."""
    from sqlalchemy import make_url

    if database_url.why_unusable(text) is not None:
        return [], None
    url = make_url(text)
    if url.drivername not in POSTGRESQL:
        return [], None
    named = [*url.normalized_query.get("host", ()), *url.normalized_query.get("hostaddr", ())]
    hosts = [each for name in named for each in name.split(",")]
    if "service" in url.query:
        # The contents of a service file are unknown here.
        hosts.append("service")
    modes = url.normalized_query.get("sslmode", ())
    return [*hosts, url.host or ""], modes[-1] if modes else None


def _open_mongodb_line(field: str, text: str) -> Iterator[tuple[str, Unsafe]]:
    if database_url.why_unusable(text) is not None:
        return
    hosts, options = mongodb_line(text)
    is_srv = text.startswith("mongodb+srv:")
    is_encrypted = options.get("tls", options.get("ssl", "true" if is_srv else "false")) == "true"
    is_verified = is_encrypted and all(options.get(name) != "true" for name in _MONGODB_UNVERIFIED)
    if not is_verified and (is_srv or not all(_is_here(host) for host in hosts)):
        remedy = "use ?tls=true, with tlsCAFile= where the authority is your own"
        yield "database", _unsafe(field, remedy, "DAEMUN_DATABASE_PRIVATE_NETWORK")


def _is_here(host: str) -> bool:
    """Whether this is this machine: loopback, or a Unix socket."""
    if host == "" or host.startswith(("/", "@", "%2F", "%2f")):
        return True
    name, _, port = host.rpartition(":")
    return is_loopback(host) or (port.isdigit() and is_loopback(name.strip("[]")))


def _split(text: str) -> SplitResult | None:
    try:
        return urlsplit(text)
    except ValueError:
        return None


def _unsafe(field: str, remedy: str, permission: str) -> Unsafe:
    reason = f"leads to another machine without verified TLS; {remedy}, or set {permission}"
    return Unsafe(field, reason, requirement="CF-05")
