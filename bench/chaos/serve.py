"""`daemun serve` as in `tests.serve`, on a clock that is as wrong as a file says."""

import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from daemun.cli.installation import Installation
from daemun.cli.serve import serve
from daemun.clock import Clock, SystemClock
from daemun.mail.message import Mailer
from tests.served_application import create_app

CLOCK_OFFSET = "CHAOS_CLOCK_OFFSET"
"""The name of the variable of the environment that names the file."""


class SteppingClock:
    """The machine's clock, and the seconds in a file."""

    def __init__(self, offset: Path) -> None:
        self._offset = offset
        self._clock = SystemClock()

    def now(self) -> datetime:
        return self._clock.now() + timedelta(seconds=int(self._offset.read_text()))


class ChaosInstallation(Installation):
    """An installation whose application has a few more routes, and a clock that may be wrong."""

    def make_app(
        self,
        given: Mapping[str, object] | None = None,  # noqa: ARG002 - as the command calls it
        *,
        mailer: Mailer | None = None,  # noqa: ARG002
    ) -> Flask:
        offset = os.environ.get(CLOCK_OFFSET)
        clock: Clock | None = SteppingClock(Path(offset)) if offset else None
        return create_app(instance_path=str(self.instance), config_file=self.config, clock=clock)


if __name__ == "__main__":
    instance, config, *options = sys.argv[1:]
    serve.main(options, prog_name="daemun serve", obj=ChaosInstallation(Path(instance), Path(config)))
