"""`daemun users lock|unlock|invite|grant|revoke|delete`: each is one commit, recorded with its operator."""

from collections.abc import Iterable
from difflib import get_close_matches

import click

from daemun.cli.installation import existing_services
from daemun.cli.operators import present_origin
from daemun.cli.output import confirm, json_option, print_result, written, yes_option
from daemun.composition.services import Services
from daemun.features.invitations.errors import InvitationsNotSetUp
from daemun.features.roles.service import read_role
from daemun.features.users.model import User
from daemun.mail.settings import CONSOLE


def find_user(services: Services, name: str) -> User:
    """Find a user by name, address or id. Raises ClickException (exit code 1) when there is none."""
    user = services.admin.find(name)
    if user is None:
        raise click.ClickException(f"there is no user {written(name)}")
    return user


def warn_of_new_roles(services: Services, roles: Iterable[str]) -> None:
    """Warn of roles that nobody has yet: each may be a typing error."""
    in_use = services.roles.list_in_use()
    by_small_letters = {role.casefold(): role for role in in_use}
    for role in sorted(set(roles) - in_use):
        alike = get_close_matches(role.casefold(), by_small_letters, n=1)
        hint = f"; did you mean {written(by_small_letters[alike[0]])}?" if alike else ""
        click.echo(f"warning: nobody has the role {written(role)} yet{hint}", err=True)


@click.command(short_help="Lock a user out.")
@click.argument("user")
@json_option
def lock(user: str, *, as_json: bool) -> None:
    """Lock a user out: every session ends at once, and every login is refused."""
    services = existing_services()
    found = find_user(services, user)
    changed = services.users.lock(found.id, origin=present_origin())
    _report(found, "locked" if changed else "was locked already", changed=changed, as_json=as_json)


@click.command()
@click.argument("user")
@json_option
def unlock(user: str, *, as_json: bool) -> None:
    """Unlock a user and reset the count of failed logins. Ended sessions stay ended."""
    services = existing_services()
    found = find_user(services, user)
    changed = services.admin.unlock(found.id, origin=present_origin())
    message = "unlocked" if changed else "was not locked; the count of failed logins is reset"
    _report(found, message, changed=changed, as_json=as_json)


@click.command("reset-password", short_help="Print a password for one login.")
@click.argument("user")
@json_option
def reset_password(user: str, *, as_json: bool) -> None:
    """Print a password for one login, where it must be replaced. Every session ends, the old password stops
    working, and the count of failed logins is reset.
    """
    services = existing_services()
    found = find_user(services, user)
    generated = services.admin.reset_password(found, origin=present_origin())
    until = generated.expires_at.isoformat(timespec="seconds")
    print_result(
        f"password of {found.username or found.email} for one login until {until}: {generated.text}",
        {"user": found.id, "password": generated.text, "password_expires_at": until},
        as_json=as_json,
    )


@click.command(short_help="Give a user an email address.")
@click.argument("user")
@click.argument("email")
@yes_option
@json_option
def restore_address(user: str, email: str, *, yes: bool, as_json: bool) -> None:
    """Give a user an email address that you have verified. Every session ends, and the password stops
    working: the user sets a new one by a mail to that address. Asks for confirmation.
    """
    services = existing_services()
    found = find_user(services, user)
    confirm(f"Give {_called(found)} the address {written(email)}?", yes=yes)
    services.email_change.restore_by_operator(found, email, present_origin())
    _report(found, "has that address now", changed=True, as_json=as_json)


@click.command()
@click.argument("email")
@click.option("--role", "roles", multiple=True, help="A role for the user; may be repeated.")
@json_option
def invite(email: str, roles: tuple[str, ...], *, as_json: bool) -> None:
    """Mail an invitation to an address. The recipient can create an account with it, even where registration
    is closed. A new invitation replaces an older one.
    """
    services = existing_services()
    try:
        invitation = services.invitations.create(email, roles=roles, origin=present_origin())
    except InvitationsNotSetUp as error:
        raise click.ClickException(str(error)) from None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--role") from None
    warn_of_new_roles(services, invitation.roles)
    url = services.settings.mail.url
    if url is not None and url.get_secret_value() == CONSOLE:
        click.echo("the mail is printed here, and not in the inbox of `daemun dev`", err=True)
    until = invitation.expires_at.isoformat(timespec="seconds")
    print_result(
        f"invited {written(invitation.email)}, until {until}",
        {"email": invitation.email, "roles": list(invitation.roles), "expires_at": until},
        as_json=as_json,
    )


@click.command()
@click.argument("user")
@click.argument("role")
@json_option
def grant(user: str, role: str, *, as_json: bool) -> None:
    """Grant a role. Access tokens carry it from the next refresh on."""
    services = existing_services()
    found = find_user(services, user)
    try:
        role = read_role(role)
        warn_of_new_roles(services, [role])
        changed = services.roles.grant(found.id, role, origin=present_origin())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="ROLE") from None
    message = f"has the role {role} now" if changed else f"had the role {role} already"
    _report(found, message, changed=changed, as_json=as_json)


@click.command()
@click.argument("user")
@click.argument("role")
@json_option
def revoke(user: str, role: str, *, as_json: bool) -> None:
    """Revoke a role. Access tokens that carry it are refused within a second. Exit code 1: the user did not
    have it.
    """
    services = existing_services()
    found = find_user(services, user)
    changed = services.roles.revoke(found.id, role, origin=present_origin())
    message = f"lost the role {written(role)}" if changed else f"did not have the role {written(role)}"
    _report(found, message, changed=changed, as_json=as_json)
    if not changed:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("user")
@yes_option
@json_option
def delete(user: str, *, yes: bool, as_json: bool) -> None:
    """Delete a user, with sessions, password and roles. The audit trail keeps the id. Asks for
    confirmation.
    """
    services = existing_services()
    found = find_user(services, user)
    confirm(f"Delete {_called(found)} for good?", yes=yes)
    changed = services.users.delete(found.id, origin=present_origin())
    _report(found, "deleted" if changed else "was gone already", changed=changed, as_json=as_json)


def _report(user: User, what: str, *, changed: bool, as_json: bool) -> None:
    members = {"user_id": user.id, "username": user.username, "email": user.email, "changed": changed}
    print_result(f"{_called(user)}: {what}", members, as_json=as_json)


def _called(user: User) -> str:
    return written(f"{user.username or user.email} ({user.id})")
