"""`daemun`: the group of all commands."""

import click

from daemun.cli.dev import dev
from daemun.cli.keys import keys


@click.group()
def main() -> None:
    """Daemun: login for Flask applications, and a login server."""


main.add_command(dev)
main.add_command(keys)
