"""`daemun users`: create, list, show, lock, unlock and delete users; grant and revoke roles."""

import json
import sys
from collections.abc import Iterator
from itertools import chain

import click

from daemun.cli.installation import existing_services, present_services
from daemun.cli.operators import present_origin
from daemun.cli.output import Row, json_option, print_record, print_result, print_rows
from daemun.cli.password_input import read_new_password
from daemun.cli.user_representation import represent_for_operators, represent_overview
from daemun.cli.users_changes import (
    delete,
    find_user,
    grant,
    invite,
    lock,
    reset_password,
    restore_address,
    revoke,
    unlock,
    warn_of_new_roles,
)
from daemun.cli.users_factors import remove_factor
from daemun.cli.users_invitations import list_invitations, withdraw
from daemun.cli.users_transfer import export_users, import_users
from daemun.composition.services import Services
from daemun.features.admin.model import NewUser
from daemun.features.roles.service import normal_role, read_role
from daemun.features.users.model import EVERYBODY, UserSearch

_PAGE = 200


@click.group()
def users() -> None:
    """Create and manage users. Name a user by user name, email address or id."""


def _read_roles(_context: click.Context, _option: click.Parameter, roles: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(map(read_role, roles))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _read_profile(_context: click.Context, _option: click.Parameter, text: str) -> dict[str, object]:
    try:
        profile = json.loads(text)
    except ValueError:
        profile = None
    if not isinstance(profile, dict):
        raise click.BadParameter("this is not a JSON object")
    return profile


@users.command(short_help="Create a user.")
@click.argument("name", required=False)
@click.option("--email", help="The email address.")
@click.option(
    "--role", "roles", callback=_read_roles, multiple=True, help="A role to grant; may be repeated."
)
@click.option(
    "--profile", callback=_read_profile, default="{}", help="The application's own fields, as JSON."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")
@click.option(
    "--generate-password", is_flag=True, help="Print a password for one login, where it must be replaced."
)
@json_option
def create(
    name: str | None,
    email: str | None,
    roles: tuple[str, ...],
    profile: dict[str, object],
    *,
    password_stdin: bool,
    generate_password: bool,
    as_json: bool,
) -> None:
    """Create a user. Type a password for yourself; for others, use --generate-password.

    If interrupted, nothing is stored.
    """
    if password_stdin and generate_password:
        raise click.UsageError("--password-stdin and --generate-password exclude each other")
    if name is None and email is None:
        raise click.UsageError("name the user, or give --email")
    new = NewUser(username=name, email=email, roles=roles, profile=profile)
    services, origin = present_services(), present_origin()
    admin = services.admin
    warn_of_new_roles(services, roles)
    members: dict[str, object] = {}
    sentence = ""
    if generate_password:
        user, generated = admin.create_user_with_generated_password(new, origin=origin)
        until = generated.expires_at.isoformat(timespec="seconds")
        members = {"password": generated.text, "password_expires_at": until}
        sentence = f"\npassword for one login until {until}: {generated.text}"
    else:
        user = admin.create_user(new, read_new_password(from_stdin=password_stdin), origin=origin)
    shown = represent_for_operators(user, tuple(sorted(set(roles))))
    print_result(
        f"made {user.username or user.email} ({user.id}){sentence}",
        {"user": shown, **members},
        as_json=as_json,
    )


@users.command("list", short_help="List users.")
@click.argument("beginning", default="")
@click.option("--contains", default="", help="Only users with this anywhere in the name or address.")
@click.option("--role", help="Only users with this role.")
@click.option("--locked/--not-locked", "is_locked", default=None, help="Only locked users, or only others.")
@click.option("--limit", type=click.IntRange(min=1), help="The maximum number of users.")
@json_option
def list_users(
    beginning: str,
    *,
    contains: str,
    role: str | None,
    is_locked: bool | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List users, or only those whose name or address begins with BEGINNING.

    In a pipe: one line per user, tab-separated; the first line names the columns.
    """
    search = UserSearch(
        prefix=beginning,
        contains=contains,
        role=None if role is None else normal_role(role),
        is_locked=is_locked,
    )
    found = _pages(existing_services(), search, limit)
    if not as_json:
        first = next(found, None)
        if first is None:
            click.echo("no users match" if search != EVERYBODY else "there are no users", err=True)
            return
        if not sys.stdout.isatty():
            click.echo("\t".join(first))
        found = chain([first], found)
    print_rows("users", found, as_json=as_json)


def _pages(services: Services, search: UserSearch, limit: int | None) -> Iterator[Row]:
    after_id, left = None, limit
    while left is None or left > 0:
        page = services.users.list_page(
            search, after_id=after_id, limit=_PAGE if left is None else min(_PAGE, left)
        )
        if not page:
            return
        roles = services.roles.list_roles_of([user.id for user in page])
        for user in page:
            yield represent_for_operators(user, roles[user.id])
        after_id, left = page[-1].id, None if left is None else left - len(page)


@users.command(short_help="Show a user.")
@click.argument("user")
@json_option
def show(user: str, *, as_json: bool) -> None:
    """Show a user with roles, sessions and times, but no secrets."""
    services = existing_services()
    overview = services.admin.overview_of(find_user(services, user))
    print_record("user", represent_overview(overview), as_json=as_json)


for command in (
    lock,
    unlock,
    reset_password,
    remove_factor,
    restore_address,
    invite,
    list_invitations,
    withdraw,
    grant,
    revoke,
    delete,
    import_users,
    export_users,
):
    users.add_command(command)
