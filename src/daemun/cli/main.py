"""`daemun`: the group of all commands; `flask daemun`: those that work on any application."""

import logging
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import click

from daemun.cli.bench import bench
from daemun.cli.config import config
from daemun.cli.database import database
from daemun.cli.dev import dev
from daemun.cli.doctor import doctor
from daemun.cli.installation import Installation
from daemun.cli.keys import keys
from daemun.cli.mail import mail
from daemun.cli.operators import operator_language
from daemun.cli.pages import pages
from daemun.cli.providers import providers
from daemun.cli.refusals import operating_system_text, refusal_text
from daemun.cli.serve import serve
from daemun.cli.stopping import saying_when_stopped, stoppable
from daemun.cli.users import users
from daemun.localization import load_catalogs
from daemun.problem import Problem
from daemun.secret_key import SecretKeyRefused
from daemun.settings.reading import SettingsRefused
from daemun.storage.open_store import MissingDriver, UnknownDatabase

_CONFIG = Path("daemun.toml")
_SERVERS = ("serve", "dev")


class _Commands(click.Group):
    """Prints errors that the operator can fix as a sentence, without a traceback."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as click declares it
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except OSError as error:
            raise click.ClickException(operating_system_text(error)) from None

    def invoke(self, ctx: click.Context) -> object:
        _prepare_streams()
        try:
            with saying_when_stopped("stopped"):
                return super().invoke(ctx)
        except (SettingsRefused, SecretKeyRefused, UnknownDatabase, MissingDriver) as refused:
            raise click.ClickException(str(refused)) from None
        except Problem as problem:
            text = refusal_text(problem, load_catalogs(), operator_language(ctx))
            raise click.ClickException(text) from None
        except BrokenPipeError:
            # The reader is gone, as with `| head`: click exits quietly.
            raise
        except OSError as error:
            raise click.ClickException(operating_system_text(error)) from None


def _prepare_streams() -> None:
    """Replace streams that were closed at the start, and escape characters that the terminal's encoding
    lacks.
    """
    sys.stdin = sys.stdin or TextIOWrapper(BytesIO())
    sys.stdout = sys.stdout or TextIOWrapper(BytesIO())
    sys.stderr = sys.stderr or TextIOWrapper(BytesIO())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@click.group(cls=_Commands)
@click.version_option(package_name="daemun", message="%(prog)s %(version)s")
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
    if context.invoked_subcommand not in _SERVERS:
        context.with_resource(stoppable())
        # Commands print these errors themselves.
        storage_log = logging.getLogger("daemun.storage")
        storage_log.disabled = True
        context.call_on_close(lambda: setattr(storage_log, "disabled", False))


@click.group(name="daemun", cls=_Commands)
@click.pass_context
def flask_commands(context: click.Context) -> None:
    """Manage Daemun in this application."""
    context.with_resource(stoppable())


for command in (dev, serve):
    main.add_command(command)
for command in (users, keys, mail, pages, providers, database, config, doctor, bench):
    main.add_command(command)
    flask_commands.add_command(command)
