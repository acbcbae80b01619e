"""Passkeys over HTTP: where a request came to, and a passkey as people see it."""

from typing import Annotated

from flask import request
from pydantic import Field
from typing_extensions import TypedDict

from daemun.features.factors.model import Factor
from daemun.features.passkeys.model import Site
from daemun.http.csrf import allowed_origins
from daemun.http.operation import TIMESTAMP
from daemun.http.web_context import web_context
from daemun.loopback import is_loopback


class PasskeyAnswer(TypedDict):
    """A passkey, as its owner sees it."""

    id: str
    name: str
    created_at: Annotated[str, TIMESTAMP]
    last_used_at: Annotated[str | None, TIMESTAMP]
    synced: Annotated[bool, Field(description="Whether copies of it are kept, for other devices.")]
    credential_id: Annotated[str, Field(description="What browsers know it by.")]


def represent_passkey(passkey: Factor) -> dict[str, object]:
    """A passkey, beside the members that every factor has."""
    used = passkey.last_used_at
    return {
        "id": passkey.id,
        "name": passkey.name,
        "created_at": passkey.created_at.isoformat(timespec="milliseconds"),
        "last_used_at": None if used is None else used.isoformat(timespec="milliseconds"),
        **passkey.details,
    }


def present_site() -> Site:
    """The site of the current request."""
    settings = web_context().settings
    host = request.host.partition(":")[0].lower()
    origins = allowed_origins(settings)
    if settings.origin is None:
        origins += (f"https://{request.host}",)
        if is_loopback(host):
            # The one place where browsers take http for safe.
            origins += (f"http://{request.host}",)
    return Site(host, origins)
