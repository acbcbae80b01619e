"""`daemun users invitations|withdraw-invitation`: invitations that nobody has used yet."""

import click

from daemun.cli.installation import existing_services
from daemun.cli.operators import present_origin
from daemun.cli.output import json_option, print_result, print_rows, written
from daemun.features.invitations.model import Invitation


@click.command("invitations")
@json_option
def list_invitations(*, as_json: bool) -> None:
    """List the invitations that nobody has used yet."""
    found = existing_services().invitations.list()
    if not found and not as_json:
        click.echo("there are no invitations", err=True)
        return
    print_rows("invitations", map(_row, found), as_json=as_json)


@click.command("withdraw-invitation")
@click.argument("email")
@json_option
def withdraw(email: str, *, as_json: bool) -> None:
    """Withdraw the invitation to an address. Exit code 1: there was none."""
    changed = existing_services().invitations.withdraw(email, origin=present_origin())
    message = "is not invited any more" if changed else "was not invited"
    print_result(f"{written(email)} {message}", {"email": email, "changed": changed}, as_json=as_json)
    if not changed:
        raise click.exceptions.Exit(1)


def _row(invitation: Invitation) -> dict[str, object]:
    return {
        "email": invitation.email,
        "roles": list(invitation.roles),
        "expires_at": invitation.expires_at.isoformat(timespec="seconds"),
    }
