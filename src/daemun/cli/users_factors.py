"""`daemun users remove-factor`: for users who lost a second factor."""

import click

from daemun.cli.installation import existing_services
from daemun.cli.operators import present_origin
from daemun.cli.output import json_option, print_result, written
from daemun.cli.users_changes import find_user
from daemun.composition.services import Services
from daemun.features.factors.errors import FactorNotFound
from daemun.features.factors.model import Factor
from daemun.features.users.model import User


@click.command("remove-factor")
@click.argument("user")
@click.argument("factor", required=False)
@click.option(
    "--reason", help="The reason, for the audit trail and the mail to the user. Asked for if absent."
)
@json_option
def remove_factor(user: str, factor: str | None, *, reason: str | None, as_json: bool) -> None:
    """Remove a second factor that a user has lost. FACTOR is its id, needed only if there are several. Every
    session ends. Verify who is asking: attackers ask for this, too.
    """
    why = None if reason is None else _read_reason(reason)
    services = existing_services()
    found = find_user(services, user)
    removed = _find_factor(services, found, factor)
    why = why or _read_reason(click.prompt("Reason"))
    try:
        services.factors.remove_for(found, removed, reason=why, origin=present_origin())
    except FactorNotFound:
        raise click.ClickException("another command has removed it already") from None
    print_result(
        written(f"{found.username or found.email} ({found.id}): removed {_called(removed)}"),
        {"user_id": found.id, "kind": removed.kind, "factor_id": removed.id},
        as_json=as_json,
    )


def _read_reason(text: str) -> str:
    if not text.strip():
        raise click.BadParameter("say why", param_hint="--reason")
    return text.strip()


def _find_factor(services: Services, user: User, factor_id: str | None) -> Factor:
    there = services.factors.list_of(user.id)
    chosen = [factor for factor in there if factor_id in (None, factor.id)]
    if not chosen:
        raise click.ClickException(written(f"{user.username or user.email} has no such factor"))
    if len(chosen) > 1:
        listed = "".join(f"\n  {written(_called(factor))}" for factor in chosen)
        raise click.ClickException(f"there are several; name one by its id:{listed}")
    return chosen[0]


def _called(factor: Factor) -> str:
    return f"{factor.id} ({factor.kind}, {factor.name})"
