"""The stand-alone server: `create_app()` for any WSGI server, and what `daemun serve` runs."""

from daemun.server.application import create_app

__all__ = ["create_app"]
