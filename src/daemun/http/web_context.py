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
    """Whether cookies of requests are read: in cookie transport, and if there are pages."""
    catalogs: Catalogs
    clock: Clock
    verifier: Verifier
    limited_verifiers: tuple[Verifier, ...]
    """For tokens of restricted sessions; no other service accepts them."""
    audience: str
    follow_revocations: Callable[[], None]
    renew_session: Callable[[str], TokenTexts | NotRenewed]
    """Exchange a refresh token for new tokens."""
    continue_session: Callable[[str], str | None]
    """A new access token for a session, by its id; None: the session has ended."""
    is_session_live: Callable[[str], bool]
    load_user: Callable[[str], object]
    pages_before_others: Mapping[str, str]
    """Where a browser is redirected, by the code of the refusal: the page where the user can do what is
    required first. Empty without pages.
    """
    profile: type[BaseModel] | None
    """The application's own model of a user's fields."""


class NotSetUp(RuntimeError):
    """Daemun is used in an application on which it was not set up."""

    def __init__(self) -> None:
        super().__init__(
            "Daemun is not set up on this application: write Daemun(app), or call its init_app(app)"
        )


class _Services(Protocol):
    @property
    def web(self) -> WebContext: ...


def web_context() -> WebContext:
    """The context of the application that handles the current request."""
    # Not through the proxy: each access to it takes as long as the rest of this function.
    app = _APP._get_current_object()  # noqa: SLF001 - its own way
    services: _Services | None = app.extensions.get("daemun")
    if services is None:
        raise NotSetUp
    return services.web
