"""`daemun keys`: signing keys."""

import json

import click

from daemun.cli.installation import existing_services, present_services


@click.group()
def keys() -> None:
    """List and rotate signing keys."""


@keys.command("list")
@click.option("as_json", "--json", is_flag=True, help="Print JSON.")
def list_keys(*, as_json: bool) -> None:
    """List every signing key there ever was."""
    services = existing_services()
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
@click.option("--remove-old", is_flag=True, help="Also remove every older key at once: for when one leaked.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def rotate(*, remove_old: bool, yes: bool) -> None:
    """Make a new key that signs at once."""
    if remove_old:
        click.echo(
            "Every access token signed so far will be refused at once; people get a new one by refreshing."
        )
        if not yes:
            click.confirm("Remove all older keys?", abort=True)
    made = present_services().keys.rotate_now(remove=remove_old)
    click.echo(f"signing with {made.id} from now on")
