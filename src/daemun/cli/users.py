"""`daemun users`: make, list, show, lock, unlock and delete users; grant and revoke roles."""

import click


@click.group()
def users() -> None:
    """Make users and look after them."""
