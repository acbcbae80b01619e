"""`daemun db`: bring the tables up to date, say their version, remove what is over or revived, copy."""

from datetime import timedelta

import click

from daemun.cli.database_copy import copy
from daemun.cli.installation import existing_services, present_services
from daemun.cli.operators import present_origin
from daemun.cli.output import confirm, json_option, print_result, yes_option
from daemun.cli.stopping import saying_when_stopped


@click.group("db")
def database() -> None:
    """Look after the database."""


database.add_command(copy)


@database.command(short_help="Bring the tables up to date.")
@click.option(
    "--sql", "as_sql", is_flag=True, help="Print what would run, for this database; change nothing."
)
@json_option
def upgrade(*, as_sql: bool, as_json: bool) -> None:
    """Bring the tables up to date, as every process does by itself unless DAEMUN_DATABASE_UPGRADE_AT_START is
    off.

    Safe to repeat, and while others do the same or use older tables. Stopped half-way, run it again.
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


@database.command(short_help="Say whether the tables are up to date.")
@json_option
def check(*, as_json: bool) -> None:
    """Say whether the tables have the version of this program; exit code 1 if not."""
    schema = existing_services().store.schema
    found, needed = schema.find(), schema.needed
    state = f"tables: {_named(found)}; this program: version {needed}"
    if found != needed:
        behind = found is None or found < needed
        state += "; run `daemun db upgrade`" if behind else "; a newer program made them, and they serve"
    print_result(state, {"found": found, "needed": needed, "up_to_date": found == needed}, as_json=as_json)
    if found != needed:
        raise click.exceptions.Exit(1)


def _read_seconds(_context: click.Context, _option: click.Parameter, seconds: float) -> timedelta:
    try:
        return timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{seconds} is no number of seconds to wait for") from None


@database.command(short_help="Remove what is over.")
@click.option(
    "--budget",
    type=click.FloatRange(min=0, min_open=True),
    callback=_read_seconds,
    default=60,
    show_default=True,
    help="Seconds.",
)
@click.option("--dry-run", is_flag=True, help="Count only.")
@json_option
def purge(*, budget: timedelta, dry_run: bool, as_json: bool) -> None:
    """Remove ended sessions, old counts of tries and the like; the audit trail is kept.

    Run it every day. It removes a little at a time and waits for nobody; stopped half-way, the next run goes
    on.
    """
    housekeeping = existing_services().housekeeping
    with saying_when_stopped("stopped: the next run goes on"):
        done = housekeeping.count() if dry_run else housekeeping.purge(budget=budget)
    counts = {kind.value: count for kind, count in done.removed.items()}
    lines = [f"{count:>8}  {name.replace('_', ' ')}" for name, count in counts.items()]
    lines.append("would be removed" if dry_run else "removed")
    if not done.is_complete:
        lines.append("the time was up: there is more for the next run")
    members = {"removed": counts, "complete": done.is_complete, "dry_run": dry_run}
    print_result("\n".join(lines), members, as_json=as_json)


@database.command(short_help="End what came back with a backup.")
@yes_option
@json_option
def restored(*, yes: bool, as_json: bool) -> None:
    """End what came back to life with a backup: run it after one was put back, before servers start.

    Every session, unfinished login, mailed link and code, trusted device and recovery code ends, and every
    signing key is replaced. Stopped half-way, run it again.
    """
    services = existing_services()
    click.echo(
        "Everybody must log in again, and make new recovery codes. Users locked, and roles and second "
        "factors taken away after the backup are as they were: compare them with your log.",
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
