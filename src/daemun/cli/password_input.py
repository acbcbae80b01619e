"""Reads a new password from a terminal or a pipe; never from an argument, which others can see."""

import sys

import click

_MAX_BYTES = 8192
"""Bytes; far more than the longest password."""


def read_new_password(*, from_stdin: bool) -> str:
    """Ask twice on a terminal, without showing the password, or read the first line of standard input.

    Raises UsageError when there is neither, ClickException for what is not text.
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
