"""`daemun users import`, `daemun users export`."""

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import click

from daemun.cli.installation import present_services
from daemun.cli.output import json_option, yes_option
from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import BrokenRow, Format, ImportOptions, Progress, Refusal
from daemun.features.user_transfer.record import COLUMNS, as_csv_values
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from daemun.features.user_transfer.sources.firebase import read_parameters
from daemun.features.user_transfer.sources.own import REFUSED

_SHOWN_REFUSALS = 10
_ESCAPED = "backslashreplace"
"""For half characters in profiles: Python writes them as JSON does."""
_FILE = click.Path(path_type=Path, dir_okay=False)
_READABLE = click.Path(path_type=Path, dir_okay=False, exists=True, readable=True)


@dataclass(slots=True)
class _Sum:
    """What became of all rows so far."""

    imported: int = 0
    already_there: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first_refusals: list[str] = field(default_factory=list)

    def count(self, progress: Progress) -> None:
        self.imported += progress.imported
        self.already_there += progress.already_there
        self.refused += len(progress.refused)
        for refusal in progress.refused:
            self.reasons.update({error.code for error in refusal.errors})
            if len(self.first_refusals) < _SHOWN_REFUSALS:
                where = ", ".join(f"{error.pointer} {error.code}".strip() for error in refusal.errors)
                self.first_refusals.append(f"row {refusal.row.number}: {where}")

    def as_json(self) -> dict[str, object]:
        return {
            "imported": self.imported,
            "already_there": self.already_there,
            "refused": self.refused,
            "reasons": dict(self.reasons.most_common()),
        }


@click.command("import")
@click.argument("file", type=_READABLE)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([kind.value for kind in Format]),
    help="How the file is written; found by its content unless given.",
)
@click.option("--encoding", help="Such as cp949; UTF-8 unless given.")
@click.option("--dry-run", is_flag=True, help="Check every row, and write nothing.")
@click.option("--rejected", type=_FILE, help="Write refused rows, with the reasons, to this new file.")
@click.option(
    "--accept-weak-hashes",
    is_flag=True,
    help="Take PBKDF2, scrypt, bcrypt and Argon2 below today's minimum too; the first login renews them.",
)
@click.option(
    "--accept-look-alikes",
    is_flag=True,
    help="Take names that look like another's, such as kim1 beside kiml.",
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
    accept_weak_hashes: bool,
    accept_look_alikes: bool,
    firebase_parameters: Path | None,
    as_json: bool,
) -> None:
    """Bring users in from FILE, with the passwords that they have.

    Existing users stay as they are: it may be stopped and run again. Exit code 0: every row is in;
    1: some were refused.
    """
    services = present_services()
    options = ImportOptions(
        dry_run=dry_run, accepts_weak_hashes=accept_weak_hashes, accepts_look_alikes=accept_look_alikes
    )
    total = _Sum()
    if rejected is not None and rejected.exists():
        raise _exists(rejected)
    try:
        secrets = SourceSecrets(
            None if firebase_parameters is None else read_parameters(firebase_parameters.read_text("utf-8")),
            services.settings.passwords.flask_security_salt,
        )
        rows = read_rows(file, Format(format_name) if format_name else None, secrets, encoding=encoding)
        with ExitStack() as stack:
            refusals: TextIO | None = None
            tick = stack.enter_context(_counter("checking" if dry_run else "importing"))
            for progress in services.user_import.run(rows, options):
                total.count(progress)
                tick(progress.rows)
                if rejected is not None and progress.refused and refusals is None:
                    refusals = stack.enter_context(_private_file(rejected))
                if refusals is not None:
                    _write_refusals(refusals, progress, services.users.profile_fields)
    except UnreadableFile as unreadable:
        raise click.ClickException(str(unreadable)) from None
    except KeyboardInterrupt:
        _print_sum(total, as_json=as_json, dry_run=dry_run)
        click.echo("stopped: run it again to go on", err=True)
        raise click.Abort from None
    _print_sum(total, as_json=as_json, dry_run=dry_run)
    if total.refused:
        raise click.exceptions.Exit(1)


@click.command("export")
@click.argument("file", type=_FILE, required=False)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([Format.JSONL.value, Format.CSV.value]),
    default=Format.JSONL.value,
    show_default=True,
    help="How to write.",
)
@yes_option
def export_users(file: Path | None, *, format_name: str, yes: bool) -> None:
    """Write every user, password hashes included, into the new FILE, or to a pipe.

    `daemun users import` reads it. Who has it can try passwords: keep it as secret as the database.
    """
    if file is None and sys.stdout.isatty() and not yes:
        raise click.UsageError("this would show password hashes on the screen: name a file, or say --yes")
    services = present_services()
    with ExitStack() as stack:
        output = stack.enter_context(_private_file(file)) if file is not None else _standard_output()
        write = _record_writer(output, Format(format_name))
        tick = stack.enter_context(_counter("exporting"))
        for record in services.user_export.run():
            write(record)
            tick(1)


def _record_writer(output: TextIO, kind: Format) -> Callable[[Mapping[str, object]], object]:
    if kind is Format.CSV:
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(COLUMNS)
        return lambda record: writer.writerow(as_csv_values(record))
    return lambda record: output.write(json.dumps(record, ensure_ascii=False) + "\n")


def _standard_output() -> TextIO:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=_ESCAPED)
    return sys.stdout


@contextmanager
def _private_file(path: Path) -> Iterator[TextIO]:
    """A new file that its owner alone can read. Raises ClickException when it exists."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8", errors=_ESCAPED, newline="") as file:
        yield file


def _exists(path: Path) -> click.ClickException:
    return click.ClickException(f"{path} exists: name a new file")


@contextmanager
def _counter(label: str) -> Iterator[Callable[[int], None]]:
    """Count rows on a terminal's error output; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description} {task.completed:,.0f} users"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)
        yield lambda count: bar.advance(task, count)


def _write_refusals(file: TextIO, progress: Progress, profile_fields: frozenset[str]) -> None:
    file.writelines(
        json.dumps(_refused_line(refusal, profile_fields), ensure_ascii=False, default=str) + "\n"
        for refusal in progress.refused
    )
    file.flush()


def _refused_line(refusal: Refusal, profile_fields: frozenset[str]) -> dict[str, object]:
    """The row in our own form, to be fixed and imported, and why it was refused."""
    errors = [{"pointer": error.pointer, "code": error.code, **error.params} for error in refusal.errors]
    reason: dict[str, object] = {"row": refusal.row.number, "errors": errors}
    if isinstance(refusal.row, BrokenRow):
        return {REFUSED: reason | {"text": refusal.row.text}}
    members = {name: value for name, value in refusal.row.fields.items() if value is not None}
    if taken := {name: refusal.row.offered[name] for name in profile_fields & refusal.row.offered.keys()}:
        members.setdefault("profile", taken)
    return members | {REFUSED: reason}


def _print_sum(total: _Sum, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        click.echo(json.dumps(total.as_json()))
        return
    click.echo(f"{'would be imported' if dry_run else 'imported'}: {total.imported}")
    click.echo(f"already there: {total.already_there}")
    click.echo(f"refused: {total.refused}")
    for line in total.first_refusals:
        click.echo(f"  {line}")
    if total.refused > len(total.first_refusals):
        click.echo(f"  ... {total.refused - len(total.first_refusals)} more")
