"""How commands print: tables for people, plain lines for pipes, JSON for programs; progress on a terminal."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

import click

Row = Mapping[str, object]

_AT_ONCE = 200
"""Rows of one table; a longer list starts another."""
_ROWS_OF_A_LINE = 100_000

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask for confirmation.")


def print_rows(name: str, rows: Iterable[Row], *, as_json: bool) -> None:
    """Print `{name: rows}` as JSON, tables on a terminal, or one line of tab-separated values per row.

    Only some rows are in memory at a time.
    """
    if as_json:
        _print_json_list(name, rows)
    elif sys.stdout.isatty():
        remaining = iter(rows)
        while some := list(islice(remaining, _AT_ONCE)):
            _print_table(some)
    else:
        for row in rows:
            click.echo("\t".join(written(value) for value in row.values()))


def print_record(name: str, record: Row, *, as_json: bool) -> None:
    """Print `{name: record}` as JSON, or one value per line; lists of records follow as rows."""
    if as_json:
        click.echo(json.dumps({name: record}, ensure_ascii=False))
        return
    lists = {key: value for key, value in record.items() if _is_list_of_records(value)}
    print_rows(
        name,
        [{"": key, name: value} for key, value in record.items() if key not in lists],
        as_json=False,
    )
    for key, value in lists.items():
        click.echo(f"\n{key}:")
        print_rows(key, value, as_json=False)  # type: ignore[arg-type]


def print_result(sentence: str, members: Row, *, as_json: bool) -> None:
    """Print what was done: a sentence, or JSON."""
    click.echo(json.dumps(members, ensure_ascii=False) if as_json else sentence)


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something is destroyed; no answer means no. Raises Abort (exit code 1)."""
    if not yes:
        click.confirm(question, abort=True, err=True)


@contextmanager
def progress(items: Iterable[Row], *, label: str, length: int | None) -> Iterator[Iterable[Row]]:
    """Iterate with a bar on a terminal's error output; silent elsewhere."""
    with click.progressbar(
        items, label=label, length=length, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar


def written(value: object) -> str:
    """Write a value on one line. Terminal control characters and line breaks are escaped."""
    match value:
        case None:
            text = "-"
        case bool():
            text = "yes" if value else "no"
        case list() | tuple():
            text = ",".join(str(each) for each in value) or "-"
        case _:
            text = str(value)
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _is_list_of_records(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)


def _print_json_list(name: str, rows: Iterable[Row]) -> None:
    click.echo(f"{{{json.dumps(name)}: [", nl=False)
    for number, row in enumerate(rows):
        click.echo((",\n " if number else "") + json.dumps(row, ensure_ascii=False), nl=False)
    click.echo("]}")


def _print_table(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for name in rows[0]:
        table.add_column(name, overflow="fold", no_wrap=name == "id")
    for row in rows:
        # As `Text`: users' input is not markup.
        table.add_row(*(Text(written(value)) for value in row.values()))
    Console().print(table)


@contextmanager
def counter(label: str, *, of: str) -> Iterator[Callable[[int], None]]:
    """Count rows on the error output: live on a terminal, elsewhere one line per hundred thousand."""
    if not sys.stderr.isatty():
        yield _line_counter(label)
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn(f"{{task.description}} {{task.completed:,.0f}} {of}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)
        yield lambda count: bar.advance(task, count)


def _line_counter(label: str) -> Callable[[int], None]:
    total = 0

    def tick(count: int) -> None:
        nonlocal total
        before, total = total, total + count
        if total // _ROWS_OF_A_LINE > before // _ROWS_OF_A_LINE:
            click.echo(f"{label}: {total} rows", err=True)

    return tick
