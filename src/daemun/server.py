"""The stand-alone server: a small Flask application around the extension."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from daemun.extension import Daemun
from daemun.settings import load_environment


def create_app(*, instance_path: Path | None = None, config: Mapping[str, object] | None = None) -> Flask:
    """Make the server's application: `config`, over which the environment's `DAEMUN_...` go.

    instance_path: the absolute folder of the SQLite file and the secret key; Flask's own choice unless given.
    """
    app = Flask("daemun", instance_path=str(instance_path) if instance_path else None, static_folder=None)
    app.config.update(config or {})
    load_environment(app.config)
    Daemun(app)
    return app
