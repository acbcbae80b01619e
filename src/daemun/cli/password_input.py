"""A new password from a person or a pipe; never from an argument, which others on the machine can read."""

import sys

import click

_MAX_BYTES = 8192
"""Bytes; far more than any password may have."""


def read_new_password(*, from_stdin: bool) -> str:
    """Ask twice on a terminal, without showing it; or read the first line of the standard input.

    Raises UsageError when there is neither, ClickException for what is no text.
    """
    if from_stdin:
        return _read_line()
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask on: use --password-stdin or --generate-password")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def _read_line() -> str:
    given = sys.stdin.buffer.readline(_MAX_BYTES)
    if not given.strip():
        raise click.ClickException("there is no password on the standard input")
    try:
        text = given.decode("utf-8")
    except UnicodeDecodeError:
        raise click.ClickException("the password is not UTF-8 text") from None
    return text.removesuffix("\n").removesuffix("\r")
