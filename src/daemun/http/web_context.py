"""WebContext: what HTTP needs of one application; made in `composition`, found through `current_app`."""

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
class WebContext:
    """The parts of one application that requests need."""

    settings: HttpSettings
    transport: TransportSettings
    catalogs: Catalogs
    clock: Clock
    verifier: Verifier
    limited_verifiers: tuple[Verifier, ...]
    """For tokens that may do one thing only; no other service accepts them."""
    audience: str
    follow_revocations: Callable[[], None]
    is_session_live: Callable[[str], bool]
    load_user: Callable[[str], object]
    profile: type[BaseModel] | None
    """The application's own model of a user's fields."""


class _Services(Protocol):
    @property
    def web(self) -> WebContext: ...


def web_context() -> WebContext:
    """The context of the application that handles the current request."""
    services: _Services = current_app.extensions["daemun"]
    return services.web
