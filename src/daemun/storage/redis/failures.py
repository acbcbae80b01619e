"""Why Valkey or Redis cannot be used, in our words for operators: the driver's may quote values."""

import re
import ssl
from socket import gaierror
from typing import Final

from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer

from daemun.problem import StoreMisconfigured, StoreUnavailable

_LASTING: Final = (
    (
        "AuthenticationError|WRONGPASS|NOAUTH|AuthenticationWrongNumberOfArgs",
        "Valkey refuses user name or password",
        "correct both in DAEMUN_REDIS_URL, percent-encoded where they are special",
    ),
    (
        "DB index is out of range",
        "Valkey has no database of that number",
        "end DAEMUN_REDIS_URL with a smaller one, such as /0",
    ),
    (
        "NoPermissionError",
        "the user of DAEMUN_REDIS_URL lacks rights that Daemun needs",
        "ACL SETUSER that user ~daemun:* +@read +@write +@scripting +@connection",
    ),
    ("DENIED|protected mode", "Valkey accepts no connections from other machines", "give it a password"),
    (
        "MovedError|CROSSSLOT|ClusterCrossSlotError|ClusterDownError",
        "this is a cluster, which splits the counters",
        "name a server that is not a cluster in DAEMUN_REDIS_URL",
    ),
    (
        "unknown command|protocol must be|NOPROTO",
        "the server at that address does not know Daemun's commands",
        "name a Valkey or Redis, and leave `protocol` out of DAEMUN_REDIS_URL",
    ),
    (
        "InvalidResponse|Protocol Error",
        "the server at that address is not Valkey",
        "correct host and port in DAEMUN_REDIS_URL",
    ),
)
"""Pattern of the error's name or text, fault and remedy."""
_PASSING: Final = (
    ("ReadOnlyError", "it is a read-only replica: name the primary in DAEMUN_REDIS_URL"),
    ("OutOfMemoryError", "its memory is full: raise maxmemory"),
    ("MISCONF", "it cannot save to disk: see its log"),
    ("BusyLoadingError", "it is still starting"),
    ("max number of clients|MaxConnectionsError", "too many connections: raise maxclients"),
    (
        "Connection closed by server",
        "it closed the connection: is it Valkey, with or without TLS as the address says?",
    ),
)


def why_unavailable(error: RedisError) -> StoreUnavailable:
    """What is wrong; StoreMisconfigured: it will not go away by itself."""
    text = f"{type(error).__name__} {error}"
    for pattern, fault, remedy in _LASTING:
        if re.search(pattern, text):
            return StoreMisconfigured(fault, remedy)
    for pattern, reason in _PASSING:
        if re.search(pattern, text):
            return _away(reason)
    return _of_network(error, error.__context__)


def _of_network(error: RedisError, cause: BaseException | None) -> StoreUnavailable:
    match cause:
        case ssl.SSLCertVerificationError():
            return StoreMisconfigured(
                f"the certificate of Valkey is not trusted, {cause.verify_message}",
                "add ?ssl_ca_certs= with the path of its authority's to DAEMUN_REDIS_URL, whose host must be"
                " the name in it",
            )
        case ssl.SSLError():
            return _away("TLS fails there: rediss:// is for ports with TLS")
        case gaierror():
            return _away("no such host is known")
        case ConnectionRefusedError():
            return _away("nothing listens at that host and port")
        case OSError(strerror=str(reason)):
            return _away(reason)
        case _ if isinstance(error, NoAnswer):
            return _away("it does not answer in time")
        case _:
            return _away(type(error).__name__)


def _away(reason: str) -> StoreUnavailable:
    return StoreUnavailable(f"the counter store is not available: {reason}")
