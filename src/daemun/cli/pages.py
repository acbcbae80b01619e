"""`daemun pages`: templates of the pages."""

from pathlib import Path

import click

from daemun.cli.installation import Installation
from daemun.cli.output import json_option, print_result
from daemun.pages.own_templates import FOLDER, read_template, template_names

_DEFAULT = Path("templates") / FOLDER
_SETTING = "DAEMUN_PAGES_FOLDER"


class _TemplateName(click.Choice[str]):
    """The name of a template, or of its file."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(super().convert(value.removesuffix(".html"), param, ctx))


@click.group()
def pages() -> None:
    """Customize the pages."""


@pages.command("eject")
@click.argument("name", type=_TemplateName(template_names()))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar=_SETTING,
    show_envvar=True,
    help=f"The folder of your own templates; {_DEFAULT} unless the settings name one.",
)
@json_option
def eject(name: str, *, folder: Path | None, as_json: bool) -> None:
    """Copy a template so that you can change it. An existing file is not overwritten."""
    folder = folder or _folder_of_file() or _DEFAULT
    file = folder / f"{name}.html"
    text = read_template(name)
    folder.mkdir(parents=True, exist_ok=True)
    if file.exists():
        raise click.ClickException(f"{file} exists already")
    try:
        with file.open("x", encoding="utf-8") as copy:
            copy.write(text)
    except FileExistsError:
        raise click.ClickException(f"{file} exists already") from None
    except BaseException:
        # A half-written template would look like a deliberate change.
        file.unlink(missing_ok=True)
        raise
    print_result(f"copied to {file}", {"file": str(file)}, as_json=as_json)


def _folder_of_file() -> Path | None:
    """The folder named in `daemun.toml`, from which the server reads templates."""
    installation = click.get_current_context().find_object(Installation)
    named = installation.read_config().get(_SETTING) if installation is not None else None
    return Path(named) if isinstance(named, str) else None
