"""`daemun keys`: signing keys."""

from datetime import datetime

import click

from daemun.cli.installation import existing_services, present_services
from daemun.cli.operators import present_origin
from daemun.cli.output import confirm, json_option, print_result, print_rows, yes_option

_COST_OF_NOW = (
    "Services that cache the key set refuse new tokens until they fetch it again, at most 5 minutes later."
)


@click.group()
def keys() -> None:
    """List and rotate signing keys."""


@keys.command("list", short_help="List every signing key.")
@json_option
def list_keys(*, as_json: bool) -> None:
    """List every signing key, past and present, and when it is published, signs, and is removed.

    A key is next, signing, published (no longer signs, but its tokens are valid), retired or removed.
    """
    rows = [
        {
            "number": each.key.number,
            "kid": each.key.id,
            "algorithm": each.key.algorithm,
            "state": each.state,
            "published_at": _written(each.key.created_at),
            "signs_from": _written(each.key.signs_from),
            "published_until": _written(each.published_until),
            "removed_at": _written(each.key.removed_at),
        }
        for each in existing_services().keys.list_dates()
    ]
    print_rows("keys", rows, as_json=as_json)


@keys.command("rotate", short_help="Publish a new signing key.")
@click.option("--now", is_flag=True, help="Start signing with it in two seconds.")
@click.option("--remove-old", is_flag=True, help="Also remove every older key at once, after a leak.")
@yes_option
@json_option
def rotate(*, now: bool, remove_old: bool, yes: bool, as_json: bool) -> None:
    """Publish a new key. It starts signing in six minutes, when every verifier has fetched it.

    Adding the new key and removing old ones is one commit: if interrupted, nothing has changed.
    """
    if now or remove_old:
        click.echo(_COST_OF_NOW, err=True)
    if remove_old:
        click.echo(
            "Every access token signed so far will be refused at once; people get a new one by refreshing.",
            err=True,
        )
        confirm("Remove all older keys?", yes=yes)
    keys = present_services().keys
    if now or remove_old:
        made = keys.rotate_now(remove=remove_old, origin=present_origin())
    else:
        made = keys.rotate(origin=present_origin())
    print_result(
        f"published {made.id}; it signs from {made.signs_from:%Y-%m-%d %H:%M:%S} UTC on",
        {"kid": made.id, "signs_from": _written(made.signs_from)},
        as_json=as_json,
    )


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds")
