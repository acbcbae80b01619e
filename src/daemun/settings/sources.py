"""Where settings come from: the layers that are merged into a Flask configuration."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from flask import Config

from daemun.settings.mistakes import near_names

PREFIX = "DAEMUN_"
FILE_SUFFIX = "_FILE"
_KEY = "daemun.sources"

SettingNames = Mapping[str, tuple[str | None, str]]
"""Full names, each with its group (None: none) and field."""
Place = Literal["file", "environment"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was written, and under what name."""

    place: Place
    label: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known about the layers of a configuration. Values set by Python code are not listed."""

    of: dict[str, Source] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)

    def label(self, name: str) -> str:
        """The name by which the operator wrote this setting."""
        source = self.of.get(name)
        return name if source is None else source.label


def sources_of(config: Mapping[str, object]) -> Sources:
    """What `lay_over` has recorded in this configuration."""
    return cast(Sources, config.get(_KEY) or Sources())


def is_laid_over(config: Mapping[str, object]) -> bool:
    """Whether a layer was put over this configuration, as the server does."""
    return _KEY in config


def lay_over(config: Config, values: Mapping[str, object], sources: Mapping[str, Source]) -> None:
    """Put one layer over a configuration. A secret and its file are the same setting: the later layer
    wins.
    """
    noted = config.setdefault(_KEY, Sources())
    for name in values:
        other = name.removesuffix(FILE_SUFFIX) if name.endswith(FILE_SUFFIX) else name + FILE_SUFFIX
        if other not in values:
            config.pop(other, None)
    config.update(values)
    noted.of.update(sources)


def lay_file_over(config: Config, path: Path, *, names: SettingNames, secrets: frozenset[str]) -> None:
    """Put a TOML file over a configuration; mistakes are collected and reported with all others."""
    noted: Sources = config.setdefault(_KEY, Sources())
    try:
        # Windows editors start a file with a byte order mark.
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        noted.mistakes.append(f"{path.name}: not UTF-8")
        return
    except tomllib.TOMLDecodeError as error:
        noted.mistakes.append(f"{path.name}: not TOML: {error}")
        return
    except OSError as error:
        noted.mistakes.append(f"{path.name}: cannot be read: {error.strerror}")
        return
    known = {_file_label(*names[name]): name for name in names}
    known |= {_file_label(*names[name]) + FILE_SUFFIX.lower(): name + FILE_SUFFIX for name in secrets}
    tables = {table for table, _ in names.values() if table is not None}
    single = {field for table, field in names.values() if table is None}
    values: dict[str, object] = {}
    for label, value in _members(content, tables, single, path.name, noted.mistakes):
        if label in known:
            values[known[label]] = value
        else:
            near = near_names(label, known)
            noted.mistakes.append(f"{label} in {path.name}: no such setting{near}")
    labels = {name: label for label, name in known.items()}
    lay_over(
        config, values, {name: Source("file", f"{labels[name]} in {path.name}", path) for name in values}
    )


def lay_environment_over(config: Config, variables: Mapping[str, str], *, secrets: frozenset[str]) -> None:
    """Put the environment's `DAEMUN_...` over a configuration. Quotation marks around a value are a mistake:
    shells remove them, `docker run --env-file` does not. In a secret they may be intended.
    """
    noted: Sources = config.setdefault(_KEY, Sources())
    for name, value in variables.items():
        if name not in secrets and len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            noted.mistakes.append(f"{name}: stands between quotation marks, which count: leave them out")
    lay_over(config, variables, {name: Source("environment", name) for name in variables})


def _members(
    content: Mapping[str, object], tables: set[str], single: set[str], file: str, mistakes: list[str]
) -> Iterator[tuple[str, object]]:
    """Every value with its label, such as `[lockout] max_failures`."""
    for name, value in content.items():
        if name in single:
            yield name, value
        elif isinstance(value, dict) and name not in tables:
            near = near_names(f"[{name}]", (f"[{table}]" for table in sorted(tables)))
            mistakes.append(f"[{name}] in {file}: no such table{near}")
        elif isinstance(value, dict):
            for member, given in value.items():
                if isinstance(given, dict) or _is_array_of_tables(given):
                    mistakes.append(f"[{name}.{member}] in {file}: there are no tables in tables")
                else:
                    yield _file_label(name, member), given
        elif _is_array_of_tables(value):
            mistakes.append(f"[[{name}]] in {file}: write [{name}], once")
        elif name in tables:
            mistakes.append(f"{name} in {file}: this is a table: write [{name}]")
        else:
            yield name, value


def _is_array_of_tables(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _file_label(table: str | None, member: str) -> str:
    return member if table is None else f"[{table}] {member}"
