"""`daemun serve` on `tests.served_application`: `python -m tests.serve INSTANCE CONFIG [options]`."""

import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from daemun.cli.installation import Installation
from daemun.cli.serve import serve
from daemun.mail.message import Mailer
from tests.served_application import create_app


class ServedInstallation(Installation):
    """An installation whose application has a few more routes."""

    def make_app(self, given: Mapping[str, object] | None = None, *, mailer: Mailer | None = None) -> Flask:
        return create_app(instance_path=str(self.instance), config_file=self.config)


if __name__ == "__main__":
    instance, config, *options = sys.argv[1:]
    serve.main(options, prog_name="daemun serve", obj=ServedInstallation(Path(instance), Path(config)))
