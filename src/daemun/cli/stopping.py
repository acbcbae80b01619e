"""SIGINT, SIGTERM and SIGHUP end a command cleanly, with a sentence and a shell's exit code."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

import click

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FROM_SIGNAL: Final = 128


class Stopped(KeyboardInterrupt):
    """A signal ends the command; uncommitted changes are rolled back."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped for these signals in the block, except for ignored ones, as under `nohup`."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    heard = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in heard:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


@contextmanager
def saying_when_stopped(sentence: str) -> Iterator[None]:
    """If a signal ends the block, print a sentence and exit."""
    try:
        yield
    except KeyboardInterrupt as stopped:
        click.echo(sentence, err=True)
        number = stopped.number if isinstance(stopped, Stopped) else signal.SIGINT
        raise click.exceptions.Exit(_FROM_SIGNAL + number) from None


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped(number)
