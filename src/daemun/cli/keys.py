"""`daemun keys`: signing keys."""

import json
from pathlib import Path

import click

from daemun.composition import Services
from daemun.server import create_app


@click.group()
def keys() -> None:
    """List and rotate signing keys."""


_instance = click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False, resolve_path=True),
    default="instance",
    show_default=True,
    help="The folder of the SQLite file and the secret key.",
)


@keys.command("list")
@_instance
@click.option("as_json", "--json", is_flag=True, help="Print JSON.")
def list_keys(*, instance: Path, as_json: bool) -> None:
    """List every signing key there ever was."""
    services = _services(instance)
    rows = [
        {
            "number": key.number,
            "kid": key.id,
            "algorithm": key.algorithm,
            "signs_from": key.signs_from.isoformat(timespec="seconds"),
            "removed_at": key.removed_at.isoformat(timespec="seconds") if key.removed_at else None,
        }
        for key in services.keys.list_keys()
    ]
    if as_json:
        click.echo(json.dumps({"keys": rows}))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values() if value is not None))


@keys.command("rotate")
@_instance
@click.option("--remove-old", is_flag=True, help="Also remove every older key at once: for when one leaked.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def rotate(*, instance: Path, remove_old: bool, yes: bool) -> None:
    """Make a new key that signs at once."""
    if remove_old:
        click.echo(
            "Every access token signed so far will be refused at once; people get a new one by refreshing."
        )
        if not yes:
            click.confirm("Remove all older keys?", abort=True)
    made = _services(instance).keys.rotate_now(remove=remove_old)
    click.echo(f"signing with {made.id} from now on")


def _services(instance: Path) -> Services:
    services: Services = create_app(instance_path=instance).extensions["daemun"]
    return services
