"""`daemun users import`, `daemun users export`."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from itertools import chain, repeat
from pathlib import Path
from typing import TextIO

import click

from daemun.cli.import_report import ImportReport, refused_line
from daemun.cli.installation import existing_services, present_services
from daemun.cli.operators import operator_language
from daemun.cli.output import counter, json_option, yes_option
from daemun.cli.stopping import saying_when_stopped
from daemun.features.roles.service import normal_role, read_role
from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.instants import DateOrder
from daemun.features.user_transfer.model import Format, ImportOptions, NameSource, Renamed
from daemun.features.user_transfer.record import COLUMNS, as_csv_values
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from daemun.features.user_transfer.sources.firebase import read_parameters
from daemun.localization import load_catalogs
from daemun.problem import StoreUnavailable

_ESCAPED = "backslashreplace"
"""For lone surrogates in profiles: Python writes them as JSON does."""
_FILE = click.Path(path_type=Path, dir_okay=False)
_READABLE = click.Path(path_type=Path, dir_okay=False, exists=True, readable=True)


def _read_role_map(
    _context: click.Context, _option: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, str]:
    names: dict[str, str] = {}
    for pair in pairs:
        before, equals, after = pair.rpartition("=")
        if not equals or not before:
            raise click.BadParameter("write OLD=NEW; OLD= leaves a role out")
        try:
            names[normal_role(before)] = read_role(after) if after.strip() else ""
        except ValueError as error:
            raise click.BadParameter(str(error)) from None
    return names


@click.command("import", short_help="Import users from a file.")
@click.argument("file", type=_READABLE)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([kind.value for kind in Format]),
    help="The format of the file; detected unless given.",
)
@click.option("--encoding", help="The encoding, such as cp949; UTF-8 unless given.")
@click.option("--dry-run", is_flag=True, help="Check every row, and write nothing.")
@click.option("--rejected", type=_FILE, help="Write refused rows, with the reasons, to this new file.")
@click.option(
    "--name-from",
    type=click.Choice([source.value for source in NameSource]),
    help="What to make a user name from if the one in the file is not valid.",
)
@click.option("--renamed", type=_FILE, help="Write the names that --name-from made to this new file.")
@click.option(
    "--map-role",
    "role_names",
    metavar="OLD=NEW",
    multiple=True,
    callback=_read_role_map,
    help="Rename a role of the file; OLD= leaves it out. May be repeated.",
)
@click.option("--drop-roles", is_flag=True, help="Import users without their roles.")
@click.option(
    "--date-order",
    type=click.Choice([order.value for order in DateOrder]),
    help="How to read dates such as 1/2/2024 or 24-1-2; refused unless given.",
)
@click.option(
    "--accept-weak-hashes",
    is_flag=True,
    help="Accept hashes that are weaker than today's minimum; the first login renews them.",
)
@click.option(
    "--accept-look-alikes",
    is_flag=True,
    help="Accept names that look like another's, such as kim1 beside kiml.",
)
@click.option(
    "--firebase-parameters", type=_READABLE, help="The file with the `hash_config` of a Firebase project."
)
@json_option
def import_users(
    file: Path,
    *,
    format_name: str | None,
    encoding: str | None,
    dry_run: bool,
    rejected: Path | None,
    name_from: str | None,
    renamed: Path | None,
    role_names: dict[str, str],
    drop_roles: bool,
    date_order: str | None,
    accept_weak_hashes: bool,
    accept_look_alikes: bool,
    firebase_parameters: Path | None,
    as_json: bool,
) -> None:
    """Import users from FILE, with their password hashes.

    Existing users are not changed, so it may be interrupted and run again. Exit code 0: every row is in;
    1: some were refused.
    """
    services = present_services()
    options = ImportOptions(
        dry_run=dry_run,
        accepts_weak_hashes=accept_weak_hashes,
        accepts_look_alikes=accept_look_alikes,
        role_names=role_names,
        drops_roles=drop_roles,
        name_from=NameSource(name_from) if name_from else None,
        date_order=DateOrder(date_order) if date_order else None,
    )
    language = operator_language(click.get_current_context())
    report = ImportReport(load_catalogs(), language, services.roles.list_in_use())
    for output in (rejected, renamed):
        if output is not None:
            _require_room(output)
    try:
        secrets = SourceSecrets(
            None if firebase_parameters is None else read_parameters(firebase_parameters.read_text("utf-8")),
            services.settings.passwords.flask_security_salt,
        )
        rows = read_rows(file, Format(format_name) if format_name else None, secrets, encoding=encoding)
        with ExitStack() as stack:
            write_refused = stack.enter_context(_lines_of(rejected))
            write_renamed = stack.enter_context(_lines_of(renamed))
            tick = stack.enter_context(counter("checking" if dry_run else "importing", of="users"))
            for progress in services.user_import.run(rows, options):
                report.count(progress)
                tick(progress.rows)
                fields = services.users.profile_fields
                write_refused([refused_line(refusal, fields) for refusal in progress.refused])
                write_renamed([_renamed_line(each) for each in progress.renamed])
    except UnreadableFile as unreadable:
        if report.imported:
            report.print(as_json=as_json, dry_run=dry_run)
        raise click.ClickException(str(unreadable)) from None
    except (StoreUnavailable, OSError):
        report.print(as_json=as_json, dry_run=dry_run)
        click.echo("it failed half-way: run it again to go on", err=True)
        raise
    except KeyboardInterrupt:
        report.print(as_json=as_json, dry_run=dry_run)
        with saying_when_stopped("stopped: run it again to go on"):
            raise
    report.print(as_json=as_json, dry_run=dry_run)
    if report.refused:
        raise click.exceptions.Exit(1)


@click.command("export", short_help="Export every user to a file.")
@click.argument("file", type=_FILE, required=False)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([Format.JSONL.value, Format.CSV.value]),
    help="The format; csv if FILE ends in .csv, otherwise jsonl, unless given.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array.")
@yes_option
def export_users(file: Path | None, *, format_name: str | None, as_json: bool, yes: bool) -> None:
    """Export every user, with password hashes, to the new FILE or to a pipe.

    `daemun users import` reads it. Anyone who has it can guess passwords: keep it as secret as the database.
    """
    if file is None and sys.stdout.isatty() and not yes:
        raise click.UsageError("this would show password hashes on the screen: name a file, or add --yes")
    services = existing_services()
    with ExitStack() as stack:
        output = stack.enter_context(_whole_file(file)) if file is not None else _standard_output()
        kind = Format(format_name) if format_name else _format_of(file)
        write = stack.enter_context(_array(output)) if as_json else _record_writer(output, kind)
        tick = stack.enter_context(counter("exporting", of="users"))
        for record in services.user_export.run():
            write(record)
            tick(1)


def _format_of(file: Path | None) -> Format:
    return Format.CSV if file is not None and file.suffix.lower() == ".csv" else Format.JSONL


def _record_writer(output: TextIO, kind: Format) -> Callable[[Mapping[str, object]], object]:
    if kind is Format.CSV:
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(COLUMNS)
        return lambda record: writer.writerow(as_csv_values(record))
    return lambda record: output.write(json.dumps(record, ensure_ascii=False) + "\n")


@contextmanager
def _array(output: TextIO) -> Iterator[Callable[[Mapping[str, object]], object]]:
    before = chain([""], repeat(",\n "))
    output.write("[")
    yield lambda record: output.write(next(before) + json.dumps(record, ensure_ascii=False))
    output.write("]\n")


def _standard_output() -> TextIO:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=_ESCAPED)
    return sys.stdout


@contextmanager
def _private_file(path: Path) -> Iterator[TextIO]:
    """A new file that only its owner can read. Raises ClickException when it exists."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors=_ESCAPED, newline="") as file:
            yield file
    except OSError as error:
        # A full disk does not name the file.
        error.filename = error.filename or str(path)
        raise


@contextmanager
def _whole_file(path: Path) -> Iterator[TextIO]:
    """As `_private_file`, but removed on failure: half an export looks like a whole one."""
    with _private_file(path) as file:
        try:
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _require_room(path: Path) -> None:
    """Check before the import whether a file can be created later. Raises ClickException."""
    if path.exists():
        raise _exists(path)
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise click.ClickException(f"{path} cannot be created: its folder does not exist or is not writable")


def _exists(path: Path) -> click.ClickException:
    return click.ClickException(f"{path} exists: name a new file")


@contextmanager
def _lines_of(path: Path | None) -> Iterator[Callable[[Sequence[Mapping[str, object]]], None]]:
    """Writes objects as lines of JSON to a private file, which is created with the first one."""
    with ExitStack() as stack:
        files: list[TextIO] = []

        def write(lines: Sequence[Mapping[str, object]]) -> None:
            if path is None or not lines:
                return
            if not files:
                files.append(stack.enter_context(_private_file(path)))
            files[0].writelines(json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in lines)
            files[0].flush()

        yield write


def _renamed_line(renamed: Renamed) -> dict[str, object]:
    return {
        "row": renamed.number,
        "id": renamed.user_id,
        "before": renamed.before,
        "after": renamed.after,
    }
