"""`daemun config`: shows the settings, checks them, and prints an example."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from textwrap import wrap

import click
from flask.cli import ScriptInfo
from pydantic import SecretStr

from daemun.cli.installation import present_app, present_installation, present_services
from daemun.cli.output import Row, json_option, print_result, print_rows
from daemun.settings.manual import SettingEntry, duration_text, group_text, setting_entries, value_text
from daemun.settings.reading import Settings, SettingsRefused, under_config
from daemun.settings.sources import FILE_SUFFIX, sources_of
from daemun.settings_group import SettingsGroup

_WIDTH = 100


@click.group()
def config() -> None:
    """Show and check the settings."""


@config.command("show")
@json_option
def show(*, as_json: bool) -> None:
    """Print every setting, its value and its source. Secrets show only as set or not set."""
    settings, given = _present()
    entries = list(setting_entries())
    values = {entry.name: _value(settings, entry) for entry in entries}
    show = _json_value if as_json else _text
    rows: list[Row] = [
        {
            "name": entry.name,
            "value": show(values[entry.name], entry),
            "source": _source(entry, values[entry.name], given),
            **({"secret": entry.is_secret} if as_json else {}),
        }
        for entry in entries
    ]
    print_rows("settings", rows, as_json=as_json)


@config.command("check", short_help="Check the settings.")
@json_option
def check(*, as_json: bool) -> None:
    """Check the settings, and report everything that would stop a start. Creates and opens nothing."""
    try:
        _present()
    except SettingsRefused as refused:
        if not as_json:
            raise
        click.echo(json.dumps({"mistakes": refused.mistakes}, ensure_ascii=False))
        raise click.exceptions.Exit(1) from None
    click.echo(json.dumps({"mistakes": []}) if as_json else "the settings are fine")


@config.command("example")
@json_option
def example(*, as_json: bool) -> None:
    """Print a complete `daemun.toml` with all defaults, commented out."""
    text = "\n".join(_example_lines())
    print_result(text, {"example": text}, as_json=as_json)


def _present() -> tuple[Settings, Mapping[str, object]]:
    """The settings of the current installation or host application, and the configuration they come from."""
    if click.get_current_context().find_object(ScriptInfo) is not None:
        return present_services().settings, under_config(present_app().config)
    installation = present_installation()
    given = installation.read_config()
    return installation.read_settings(given), given


def _value(settings: Settings, entry: SettingEntry) -> object:
    return getattr(settings if entry.group is None else getattr(settings, entry.group), entry.field)


def _text(value: object, entry: SettingEntry) -> str:
    if entry.is_secret:
        return "set" if value else "not set"
    if isinstance(value, Mapping):
        return json.dumps(_json_value(value, entry), ensure_ascii=False)
    return value_text(value)


def _json_value(value: object, entry: SettingEntry) -> object:
    if entry.is_secret:
        return "set" if value else None
    if isinstance(value, Mapping):
        return {name: _members(each) for name, each in value.items()}
    return value.total_seconds() if isinstance(value, timedelta) else value


def _members(group: SettingsGroup) -> dict[str, object]:
    """The values that were set in a group named by the operator."""
    return {name: _member(getattr(group, name)) for name in sorted(group.model_fields_set)}


def _member(value: object) -> object:
    match value:
        case SecretStr():
            return "set"
        case str() | bool() | None:
            return value
        case tuple():
            return list(value)
        case _:
            return type(value).__name__


def _source(entry: SettingEntry, value: object, given: Mapping[str, object]) -> str:
    for name in (entry.name, entry.name + FILE_SUFFIX):
        source = sources_of(given).of.get(name)
        if name in given and source is not None:
            return source.place if source.path is None else source.path.name
        if name in given:
            return "application"
    return "default" if value == entry.default else "Daemun(...)"


def _example_lines() -> Iterator[str]:
    yield "# Settings of Daemun. Every line shows a default; remove the # to change it."
    yield "# The environment overrides this file: [lockout] max_failures is DAEMUN_LOCKOUT_MAX_FAILURES."
    yield '# Durations: "10 minutes", "10m", 600 (seconds) or "PT10M".'
    group: str | None = None
    for entry in setting_entries():
        if entry.group is not None and entry.group != group:
            group = entry.group
            yield from ("", "", *_comment(group_text(group)), f"[{group}]")
        yield from ("", *_comment(entry.text.replace("None: ", "Not set: ")), *_comment(_hint(entry)))
        yield f"#{entry.field} = {_toml(entry.default)}".rstrip()
        if entry.is_secret:
            yield f"#{entry.field}{FILE_SUFFIX.lower()} ="


def _hint(entry: SettingEntry) -> str:
    parts = [entry.limits.capitalize()] if entry.limits else []
    if isinstance(entry.default, timedelta):
        parts.append(f"Default: {duration_text(entry.default)}")
    if entry.is_secret:
        parts.append(f"Or the path of a file that holds it: {entry.field}{FILE_SUFFIX.lower()}")
    return "".join(f"{part}. " for part in parts).rstrip()


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))


def _toml(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case timedelta():
            return f"{value.total_seconds():g}"
        case tuple():
            return "[" + ", ".join(_toml(each) for each in value) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
