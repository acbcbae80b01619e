"""What the web glue needs of one application: put together in `composition`, found through `current_app`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import current_app
from pydantic import BaseModel

from daemun.clock import Clock
from daemun.http.settings import HttpSettings, TransportSettings
from daemun.localization import Catalogs
from daemun_verify import Verifier


@dataclass(frozen=True, slots=True)
class HttpParts:
    """The glue's parts of one application."""

    http: HttpSettings
    transport: TransportSettings
    catalogs: Catalogs
    clock: Clock
    verifier: Verifier
    password_change_verifier: Verifier
    """For tokens that may only change the password; no other service accepts them."""
    follow_revocations: Callable[[], None]
    is_session_live: Callable[[str], bool]
    load_user: Callable[[str], object]
    profile: type[BaseModel] | None
    """The application's own model of a user's fields."""


class _Services(Protocol):
    @property
    def http(self) -> HttpParts: ...


def http_parts() -> HttpParts:
    """The parts of the application that answers the present request."""
    services: _Services = current_app.extensions["daemun"]
    return services.http
