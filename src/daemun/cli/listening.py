"""Listening on an address, or saying why that fails."""

import errno
import os
import socket

import click


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address. Raises ClickException with what an operator can do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}: {error.strerror}") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except (OSError, OverflowError, ValueError) as error:
        listener.close()
        raise click.ClickException(_reason(error, host, port)) from None
    return listener


def _reason(error: Exception, host: str, port: int) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: choose another with --port"
    if number == errno.EACCES:
        return f"port {port} of {host} needs more rights than this user has: set --port above 1023"
    # Codes of the name service are negative.
    reason = os.strerror(number) if number is not None and number > 0 else "no such address"
    return f"cannot listen on {host}, port {port}: {reason}"
