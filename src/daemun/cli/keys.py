"""`daemun keys`: signing keys."""

import click

from daemun.cli.installation import existing_services, present_services
from daemun.cli.operators import present_origin
from daemun.cli.output import confirm, json_option, print_result, print_rows, yes_option


@click.group()
def keys() -> None:
    """List and rotate signing keys."""


@keys.command("list")
@json_option
def list_keys(*, as_json: bool) -> None:
    """List every signing key there ever was."""
    rows = [
        {
            "number": key.number,
            "kid": key.id,
            "algorithm": key.algorithm,
            "signs_from": key.signs_from.isoformat(timespec="seconds"),
            "removed_at": key.removed_at.isoformat(timespec="seconds") if key.removed_at else None,
        }
        for key in existing_services().keys.list_keys()
    ]
    print_rows("keys", rows, as_json=as_json)


@keys.command("rotate")
@click.option("--remove-old", is_flag=True, help="Also remove every older key at once: for when one leaked.")
@yes_option
@json_option
def rotate(*, remove_old: bool, yes: bool, as_json: bool) -> None:
    """Make a new key that signs two seconds later, when every process knows it.

    Adding the new key and removing old ones is one commit: stopped half-way, nothing has changed.
    """
    if remove_old:
        click.echo(
            "Every access token signed so far will be refused at once; people get a new one by refreshing.",
            err=True,
        )
        confirm("Remove all older keys?", yes=yes)
    made = present_services().keys.rotate_now(remove=remove_old, origin=present_origin())
    print_result(
        f"signing with {made.id} from {made.signs_from:%H:%M:%S} UTC on", {"kid": made.id}, as_json=as_json
    )
