"""How commands print: tables for people, plain lines for pipes, JSON for programs; progress on a terminal."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

Row = Mapping[str, object]

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


def print_rows(name: str, rows: Sequence[Row], *, as_json: bool) -> None:
    """Print `{name: rows}` as JSON, or a table on a terminal, or a line of tab-separated values for each."""
    if as_json:
        click.echo(json.dumps({name: rows}, ensure_ascii=False))
    elif sys.stdout.isatty():
        _print_table(rows)
    else:
        for row in rows:
            click.echo("\t".join(_text(value) for value in row.values()))


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something is destroyed; no answer is a no. Raises Abort (exit code 1)."""
    if not yes:
        click.confirm(question, abort=True, err=True)


@contextmanager
def progress(items: Iterable[Row], *, label: str, length: int | None) -> Iterator[Iterable[Row]]:
    """Iterate with a bar on a terminal's error output; silent elsewhere."""
    with click.progressbar(
        items, label=label, length=length, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar


def _print_table(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*(rows[0] if rows else ()), box=None)
    for row in rows:
        table.add_row(*(_text(value) for value in row.values()))
    Console().print(table)


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case list() | tuple():
            return ",".join(str(each) for each in value) or "-"
        case _:
            return str(value)
