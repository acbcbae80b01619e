"""`daemun`: the group of all commands."""

import click

from daemun.cli.dev import dev
from daemun.cli.keys import keys
from daemun.secret_key import SecretKeyRefused
from daemun.settings import SettingsRefused
from daemun.storage.open_store import MissingDriver, UnknownDatabase


class _Commands(click.Group):
    """Tells an operator's mistake in a sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (SettingsRefused, SecretKeyRefused, UnknownDatabase, MissingDriver) as refused:
            raise click.ClickException(str(refused)) from None


@click.group(cls=_Commands)
def main() -> None:
    """Daemun: login for Flask applications, and a login server."""


main.add_command(dev)
main.add_command(keys)
