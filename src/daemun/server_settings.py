"""How the stand-alone server runs, and who may monitor it. Used only by `daemun serve`."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from daemun.settings_group import SettingsGroup, written_like
from daemun.web_address import is_host_name, is_ipv6_address


def _require_host(text: str) -> str:
    if not is_host_name(text) and not is_ipv6_address(text):
        raise ValueError("must be an address to listen on, such as 127.0.0.1 or ::, without a port")
    return text


class ServerSettings(SettingsGroup):
    """`DAEMUN_SERVER_...`: the server that `daemun serve` starts."""

    host: Annotated[str, AfterValidator(_require_host)] = "127.0.0.1"
    """The address to listen on; `0.0.0.0` or `::` for all of them."""
    port: int = Field(default=8000, ge=0, le=65_535)
    """The port to listen on; 0: any free one."""
    workers: int | None = Field(default=None, ge=1, le=256)
    """The number of worker processes. None: one per core, at least two, as far as memory allows."""
    threads: int | None = Field(default=None, ge=2, le=1024)
    """How many requests one process handles at the same time. None: enough that a full hashing queue leaves
    16 for everything else.
    """
    request_timeout: timedelta = Field(
        default=timedelta(seconds=30), ge=timedelta(seconds=1), le=timedelta(minutes=10)
    )
    """How long one request may take. After that its connection is closed, and a process in which it
    nevertheless continues is replaced.
    """
    stop_timeout: timedelta = Field(
        default=timedelta(seconds=20), ge=timedelta(seconds=1), le=timedelta(minutes=10)
    )
    """How long requests in progress may still take when the server stops or reloads."""
    monitoring_address: (
        Annotated[
            str,
            written_like(
                r"([0-9.]+|\[[0-9A-Fa-f:]+\]):[1-9][0-9]{0,4}",
                "an IP address and a port, such as 127.0.0.1:9464 or [::1]:9464",
            ),
        ]
        | None
    ) = None
    """A separate address for `/metrics` and `/health/...`, such as `127.0.0.1:9464`; they are then not on the
    public one. None: health is public, and metrics are only for callers on the same machine.
    """
    metrics_token: SecretStr | None = Field(default=None, min_length=32)
    """What clients must send as `Authorization: Bearer ...` to read `/metrics`, at least 32 characters; then
    from any machine. None: see `monitoring_address`.
    """
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The lowest severity that is logged. Each request is `info`."""
    log_addresses: Literal["none", "masked", "full"] = "masked"
    """Clients' IP addresses in log lines: omitted, cut to the network (`/24`, IPv6 `/48`), or full."""
