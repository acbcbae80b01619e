"""`daemun`: the group of all commands; `flask daemun`: those that work on any application."""

from pathlib import Path

import click

from daemun.cli.bench import bench
from daemun.cli.config import config
from daemun.cli.database import database
from daemun.cli.dev import dev
from daemun.cli.doctor import doctor
from daemun.cli.installation import Installation
from daemun.cli.keys import keys
from daemun.cli.operators import operator_language
from daemun.cli.refusals import refusal_text
from daemun.cli.serve import serve
from daemun.cli.users import users
from daemun.localization import load_catalogs
from daemun.problem import Problem
from daemun.secret_key import SecretKeyRefused
from daemun.settings.reading import SettingsRefused
from daemun.storage.open_store import MissingDriver, UnknownDatabase

_CONFIG = Path("daemun.toml")


class _Commands(click.Group):
    """Tells an operator's mistake in a sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (SettingsRefused, SecretKeyRefused, UnknownDatabase, MissingDriver) as refused:
            raise click.ClickException(str(refused)) from None
        except Problem as problem:
            told = refusal_text(problem, load_catalogs(), operator_language(ctx))
            raise click.ClickException(told) from None


@click.group(cls=_Commands)
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False, resolve_path=True),
    envvar="DAEMUN_INSTANCE",
    default="instance",
    show_default=True,
    show_envvar=True,
    help="The folder of the SQLite file and the secret key.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, resolve_path=True),
    envvar="DAEMUN_CONFIG",
    show_envvar=True,
    help="The file of settings; `daemun.toml` if there is one.",
)
@click.pass_context
def main(context: click.Context, *, instance: Path, config: Path | None) -> None:
    """Daemun: login for Flask applications, and a login server."""
    context.obj = Installation(instance, config or (_CONFIG.resolve() if _CONFIG.exists() else None))


@click.group(name="daemun", cls=_Commands)
def flask_commands() -> None:
    """Look after Daemun on this application."""


for command in (dev, serve):
    main.add_command(command)
for command in (users, keys, database, config, doctor, bench):
    main.add_command(command)
    flask_commands.add_command(command)
