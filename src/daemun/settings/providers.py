"""Providers are settings with names of the operator's own: how they are read, their secrets from files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from daemun.settings.secret_file import SecretFileRefused, is_readable_by_everybody, read_secret_file
from daemun.settings.sources import FILE_SUFFIX, Sources

PROVIDERS: Final = "DAEMUN_PROVIDERS"
_SECRET: Final = "client_secret"
_FILE: Final = _SECRET + FILE_SUFFIX.lower()


def read_providers(given: object, *, label: str) -> tuple[object, list[str]]:
    """What is given, with the content of secret files in place of their paths; and the mistakes."""
    read = _members(given)
    if not isinstance(read, Mapping):
        return read, []
    providers: dict[object, object] = {}
    mistakes = []
    for name, settings in read.items():
        providers[name] = settings
        if not isinstance(settings, Mapping) or _FILE not in settings:
            continue
        members = {member: value for member, value in settings.items() if member != _FILE}
        if _SECRET in members:
            mistakes.append(f"{label}: {name}.{_FILE}: {_SECRET} is given, too; leave one out")
        try:
            members[_SECRET] = read_secret_file(settings[_FILE])[0]
        except SecretFileRefused as refused:
            mistakes.append(f"{label}: {name}.{_FILE}: {refused}")
        providers[name] = members
    return providers, mistakes


def find_open_secrets(config: Mapping[str, object], sources: Sources) -> list[str]:
    """What every user of this machine can read."""
    providers = _members(config.get(PROVIDERS))
    if not isinstance(providers, Mapping):
        return []
    label, source = sources.label(PROVIDERS), sources.of.get(PROVIDERS)
    is_open = source is not None and source.path is not None and is_readable_by_everybody(source.path)
    found = []
    for name, settings in providers.items():
        if not isinstance(settings, Mapping):
            continue
        file = settings.get(_FILE)
        if isinstance(file, str | Path) and str(file) and is_readable_by_everybody(Path(file)):
            found.append(f"{label}: {name}.{_FILE}: every user of this machine can read that file")
        if is_open and _SECRET in settings:
            found.append(f"{label}: {name}: every user of this machine can read this secret; chmod o-r it")
    return found


def _members(given: object) -> object:
    """Environments hold text only."""
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError:
        return given
