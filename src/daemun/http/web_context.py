"""WebContext: what HTTP needs of one application; made in `composition`, found through `current_app`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, cast

from flask import Flask, current_app
from pydantic import BaseModel
from werkzeug.local import LocalProxy

from daemun.clock import Clock
from daemun.http.settings import HttpSettings, TransportSettings
from daemun.http.token_texts import NotRenewed, TokenTexts
from daemun.localization import Catalogs
from daemun_verify import Verifier

_APP: Final = cast("LocalProxy[Flask]", current_app)


@dataclass(frozen=True, slots=True)
class WebContext:
    """The parts of one application that requests need."""

    settings: HttpSettings
    transport: TransportSettings
    reads_cookies: bool
    """Whether requests may bring tokens in cookies: in cookie transport, and where there are pages."""
    catalogs: Catalogs
    clock: Clock
    verifier: Verifier
    limited_verifiers: tuple[Verifier, ...]
    """For tokens that may do one thing only; no other service accepts them."""
    audience: str
    follow_revocations: Callable[[], None]
    renew_session: Callable[[str], TokenTexts | NotRenewed]
    """Exchange a refresh token for new tokens."""
    continue_session: Callable[[str], str | None]
    """A new access token of a session, by its id; None: it has ended."""
    is_session_live: Callable[[str], bool]
    load_user: Callable[[str], object]
    pages_before_others: Mapping[str, str]
    """Where a browser is led by a code of a refusal: whoever must do something there first. Empty without
    pages.
    """
    profile: type[BaseModel] | None
    """The application's own model of a user's fields."""


class NotSetUp(RuntimeError):
    """Daemun is used in an application that it was not set up on."""

    def __init__(self) -> None:
        super().__init__(
            "Daemun is not set up on this application: write Daemun(app), or call init_app(app) of yours"
        )


class _Services(Protocol):
    @property
    def web(self) -> WebContext: ...


def web_context() -> WebContext:
    """The context of the application that handles the current request."""
    # The application itself: each look through its proxy takes as long as the rest of this.
    app = _APP._get_current_object()  # noqa: SLF001 - its own way
    services: _Services | None = app.extensions.get("daemun")
    if services is None:
        raise NotSetUp
    return services.web
