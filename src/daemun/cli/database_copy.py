"""`daemun db copy`: copies everything into another database."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from flask.cli import ScriptInfo

from daemun.cli.installation import Installation
from daemun.cli.operators import operator_language
from daemun.cli.output import counter, json_option, print_result
from daemun.cli.refusals import refusal_text
from daemun.cli.stopping import saying_when_stopped
from daemun.localization import load_catalogs
from daemun.problem import Problem
from daemun.storage.copying import CopyRefused, Table, compare, copy_everything, finish
from daemun.storage.database_url import is_in_memory, locate
from daemun.storage.open_store import MissingDriver, UnknownDatabase, open_store
from daemun.storage.settings import DatabaseSettings
from daemun.storage.store import Store

_SOURCE = DatabaseSettings(timeout=30, lock_timeout=60, upgrade_at_start=False)
_TARGET = DatabaseSettings(timeout=30, lock_timeout=60)


@click.command(short_help="Copy everything into another database.")
@click.option("--from", "source_url", metavar="URL", required=True, help="The database to copy from.")
@click.option("--to", "target_url", metavar="URL", required=True, help="The empty database to copy to.")
@json_option
def copy(*, source_url: str, target_url: str, as_json: bool) -> None:
    """Copy everything into another database (SQLite, PostgreSQL or MongoDB), and compare the two.

    Stop every server first. If interrupted, run the same command again to continue. The database to copy
    from is not changed.
    """
    source_url, target_url = (locate(url, _instance_folder()) for url in (source_url, target_url))
    if source_url == target_url:
        raise click.UsageError("--from and --to name the same database")
    if is_in_memory(target_url):
        raise click.UsageError("--to names a database in memory, which ends with the command: name a file")
    with _naming("--from"):
        source = open_store(source_url, _SOURCE)
    with _naming("--to"):
        target = open_store(target_url, _TARGET)
    with closing(source), closing(target), saying_when_stopped("stopped: run it again to go on"):
        for option, store in (("--from", source), ("--to", target)):
            with _naming(option):
                store.schema.find()
        try:
            _copy(source, target)
        except CopyRefused as refused:
            raise click.ClickException(str(refused)) from None
        tables = _compare(source, target)
        different = [table.name for table in tables if not table.is_equal]
        if not different:
            finish(target)
    _print(tables, different, as_json=as_json)
    if different:
        raise click.exceptions.Exit(1)


@contextmanager
def _naming(option: str) -> Iterator[None]:
    """Name the option of the refused URL in place of the setting."""
    try:
        yield
    except (UnknownDatabase, MissingDriver) as refused:
        text = str(refused)
    except Problem as problem:
        text = refusal_text(problem, load_catalogs(), operator_language(click.get_current_context()))
    else:
        return
    raise click.ClickException(f"{option}: {text.replace('DAEMUN_DATABASE_URL', option)}")


def _instance_folder() -> Path:
    host = click.get_current_context().find_object(ScriptInfo)
    if host is not None:
        return Path(host.load_app().instance_path)
    installation = click.get_current_context().find_object(Installation)
    return installation.instance if installation is not None else Path.cwd()


def _copy(source: Store, target: Store) -> None:
    with counter("copying", of="rows") as tick:
        table, before = "", 0
        for moment in copy_everything(source, target):
            if moment.table != table:
                table, before = moment.table, 0
            tick(moment.rows - before)
            before = moment.rows


def _compare(source: Store, target: Store) -> list[Table]:
    tables = []
    with counter("comparing", of="rows") as tick:
        for table in compare(source, target):
            tables.append(table)
            tick(table.rows)
    return tables


def _print(tables: list[Table], different: list[str], *, as_json: bool) -> None:
    lines = [f"{table.rows:>10}  {table.name}" for table in tables]
    if different:
        lines.append(
            f"DIFFERENT: {', '.join(different)}. Somebody wrote meanwhile: stop every server, empty the"
            " database to copy to, and copy again"
        )
    else:
        lines.append("copied, and equal row by row: name the new database in DAEMUN_DATABASE_URL")
    members = {"tables": {table.name: table.rows for table in tables}, "different": different}
    print_result("\n".join(lines), members, as_json=as_json)
