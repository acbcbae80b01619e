"""Which application a command works on: the one of `flask daemun ...`, or else the server's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Config, Flask
from flask.cli import ScriptInfo

from daemun.composition import Services
from daemun.extension import KEY_FILE
from daemun.server.application import create_app
from daemun.settings import Settings, load_environment, load_file, read_settings


@dataclass(frozen=True, slots=True)
class Installation:
    """What `daemun --instance --config` name."""

    instance: Path
    """The folder of the SQLite file and the secret key."""
    config: Path | None
    """`daemun.toml`, if there is one."""

    def make_app(self, given: Mapping[str, object] | None = None) -> Flask:
        """Make the server's application; the file and the environment go over `given`."""
        return create_app(instance_path=self.instance, config=given, config_file=self.config)

    def read_config(self) -> Config:
        """Lay the environment over the file, as `make_app` does, and make nothing."""
        config = Config(self.instance)
        if self.config is not None:
            load_file(config, self.config)
        load_environment(config)
        return config

    def read_settings(self, config: Mapping[str, object]) -> Settings:
        """Read the settings of `read_config()`, and make nothing. Raises SettingsRefused."""
        return read_settings(config, key_file=self.instance / KEY_FILE)


def present_installation() -> Installation:
    """What the present `daemun` command was told to work on."""
    found = click.get_current_context().find_object(Installation)
    if found is None:
        raise click.UsageError("this command is for the server alone: call it as `daemun ...`")
    return found


def present_app() -> Flask:
    """The application that the present command works on."""
    host = click.get_current_context().find_object(ScriptInfo)
    return host.load_app() if host is not None else present_installation().make_app()


def present_services() -> Services:
    """The services of `present_app`. Raises UsageError when Daemun is not on the host's application."""
    services: Services | None = present_app().extensions.get("daemun")
    if services is None:
        raise click.UsageError("Daemun is not on this application")
    return services
