"""`daemun db`: upgrade and check the tables, remove expired records, clean up after a restore, copy."""

from datetime import timedelta

import click

from daemun.cli.database_copy import copy
from daemun.cli.installation import existing_services, present_services
from daemun.cli.operators import present_origin
from daemun.cli.output import confirm, json_option, print_result, yes_option
from daemun.cli.stopping import saying_when_stopped


@click.group("db")
def database() -> None:
    """Manage the database."""


database.add_command(copy)


@database.command(short_help="Upgrade the tables.")
@click.option("--sql", "as_sql", is_flag=True, help="Print the statements for this database; change nothing.")
@json_option
def upgrade(*, as_sql: bool, as_json: bool) -> None:
    """Upgrade the tables. Every process does this by itself unless DAEMUN_DATABASE_UPGRADE_AT_START is off.

    Safe to repeat, and while other processes upgrade or use older tables. If interrupted, run it again.
    """
    schema = present_services().store.schema
    if as_sql:
        click.echo(schema.upgrade_script() or "-- nothing to do\n", nl=False)
        return
    found = schema.find()
    schema.upgrade()
    now = schema.find()
    state = f"at version {now} already" if now == found else f"from {_named(found)} to version {now}"
    print_result(f"tables: {state}", {"from": found, "to": now}, as_json=as_json)


@database.command(short_help="Check whether the tables are up to date.")
@json_option
def check(*, as_json: bool) -> None:
    """Check whether the tables have the version of this program. Exit code 1: they do not."""
    schema = existing_services().store.schema
    found, needed = schema.find(), schema.needed
    state = f"tables: {_named(found)}; this program: version {needed}"
    if found != needed:
        behind = found is None or found < needed
        state += "; run `daemun db upgrade`" if behind else "; a newer program made them, and they work here"
    print_result(state, {"found": found, "needed": needed, "up_to_date": found == needed}, as_json=as_json)
    if found != needed:
        raise click.exceptions.Exit(1)


def _read_seconds(_context: click.Context, _option: click.Parameter, seconds: float) -> timedelta:
    try:
        return timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{seconds} is not a valid number of seconds") from None


@database.command(short_help="Remove expired records.")
@click.option(
    "--budget",
    type=click.FloatRange(min=0, min_open=True),
    callback=_read_seconds,
    default=60,
    show_default=True,
    help="The seconds it may take.",
)
@click.option("--dry-run", is_flag=True, help="Count only.")
@json_option
def purge(*, budget: timedelta, dry_run: bool, as_json: bool) -> None:
    """Remove ended sessions, old counts of failed logins and the like. The audit trail is kept.

    Run it daily. It removes a little at a time and blocks nobody. If interrupted, the next run continues.
    """
    housekeeping = existing_services().housekeeping
    with saying_when_stopped("stopped: the next run goes on"):
        done = housekeeping.count() if dry_run else housekeeping.purge(budget=budget)
    counts = {kind.value: count for kind, count in done.removed.items()}
    lines = [f"{count:>8}  {name.replace('_', ' ')}" for name, count in counts.items()]
    lines.append("would be removed" if dry_run else "removed")
    if not done.is_complete:
        lines.append("the time is up: there is more for the next run")
    members = {"removed": counts, "complete": done.is_complete, "dry_run": dry_run}
    print_result("\n".join(lines), members, as_json=as_json)


@database.command(short_help="Clean up after restoring a backup.")
@yes_option
@json_option
def restored(*, yes: bool, as_json: bool) -> None:
    """End what a restored backup has revived. Run it after the restore, before servers start.

    Every session, unfinished login, mailed link and code, trusted device and recovery code ends, and every
    signing key is replaced. If interrupted, run it again.
    """
    services = existing_services()
    click.echo(
        "Everybody must log in again and create new recovery codes. Locks of users and removals of roles "
        "and second factors since the backup are undone: compare them with your log.",
        err=True,
    )
    confirm("End every session and recovery code, and replace every signing key?", yes=yes)
    with saying_when_stopped("stopped half-way: run it again before servers start"):
        done = services.restoration.end_revived(origin=present_origin())
    counts = {kind.value: count for kind, count in done.removed.items()}
    lines = [f"{count:>8}  {name.replace('_', ' ')}" for name, count in counts.items()]
    lines.append("ended; a new key signs from now on")
    if not done.is_complete:
        lines.append("some are in use: stop every server, then run this again")
    print_result("\n".join(lines), {"ended": counts, "complete": done.is_complete}, as_json=as_json)
    if not done.is_complete:
        raise click.exceptions.Exit(1)


def _named(version: str | None) -> str:
    return f"version {version}" if version else "none"
