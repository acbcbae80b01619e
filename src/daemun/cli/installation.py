"""The application that a command works on: the one of `flask daemun ...`, or else the stand-alone server."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Config, Flask
from flask.cli import ScriptInfo

from daemun.composition.services import Services
from daemun.customization import Customization, find_mistakes
from daemun.extension import KEY_FILE
from daemun.mail.message import Mailer
from daemun.server.application import create_app
from daemun.settings.reading import Settings, SettingsRefused, load_environment, load_file, read_settings

NO_KEY = "there is no secret key; start `daemun serve` first, or name the folder with --instance"
NO_TABLES = "there are no tables in the database; start `daemun serve` or `daemun db upgrade` first"


@dataclass(frozen=True, slots=True)
class Installation:
    """What `daemun --instance` and `--config` name."""

    instance: Path
    """The folder of the SQLite file and the secret key."""
    config: Path | None
    """`daemun.toml`, if there is one."""

    def make_app(self, given: Mapping[str, object] | None = None, *, mailer: Mailer | None = None) -> Flask:
        """Make the server's application; the file and the environment override `given`."""
        return create_app(instance_path=self.instance, config=given, config_file=self.config, mailer=mailer)

    def read_config(self) -> Config:
        """Read the file and the environment, as `make_app` does, and create nothing."""
        config = Config(self.instance)
        if self.config is not None:
            load_file(config, self.config)
        load_environment(config)
        return config

    def read_settings(self, config: Mapping[str, object]) -> Settings:
        """Read the settings of `read_config()`, and create nothing. Raises SettingsRefused."""
        settings = read_settings(config, key_file=self.instance / KEY_FILE)
        if mistakes := list(find_mistakes(settings, Customization())):
            raise SettingsRefused(mistakes)
        return settings

    def has_secret_key(self, settings: Settings) -> bool:
        """Whether there is a secret key, so that none would be created."""
        return settings.secret.key is not None or (self.instance / KEY_FILE).exists()


def present_installation() -> Installation:
    """The installation that the current `daemun` command works on."""
    found = click.get_current_context().find_object(Installation)
    if found is None:
        raise click.UsageError("this command is only for the server: call it as `daemun ...`")
    return found


def present_app() -> Flask:
    """The application that the current command works on."""
    host = click.get_current_context().find_object(ScriptInfo)
    return host.load_app() if host is not None else present_installation().make_app()


def present_services() -> Services:
    """The services of `present_app`, until the command ends. Raises UsageError when the host's application
    does not use Daemun.
    """
    services: Services | None = present_app().extensions.get("daemun")
    if services is None:
        raise click.UsageError("this application does not use Daemun")
    # Close connections with the command, so that the database does not log broken ones.
    click.get_current_context().call_on_close(services.close)
    return services


def existing_services() -> Services:
    """The same for commands that must not create an installation in a wrong folder.

    Raises ClickException if nothing is installed.
    """
    installation = click.get_current_context().find_object(Installation)
    if installation is None:
        # An application names its own installation, and its first request would start it, too.
        return present_services()
    settings = installation.read_settings(installation.read_config())
    if not installation.has_secret_key(settings):
        raise click.ClickException(f"no installation here: {NO_KEY}")
    services = present_services()
    if services.store.schema.find() is None:
        raise click.ClickException(f"no installation here: {NO_TABLES}")
    return services
