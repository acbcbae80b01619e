"""Which application a command works on: the one of `flask daemun ...`, or else the server's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo

from daemun.composition import Services
from daemun.server.application import create_app


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
