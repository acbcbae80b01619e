"""Reading `[providers.NAME]`: settings whose names the operator chooses, with secrets from files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from daemun.features.social_login.presets import PRESETS
from daemun.features.social_login.settings import PLAIN_OAUTH, SECRETS
from daemun.settings.secret_file import SecretFileRefused, is_readable_by_everybody, read_secret_file
from daemun.settings.sources import FILE_SUFFIX, Sources

PROVIDERS: Final = "DAEMUN_PROVIDERS"
_FILES: Final = {secret + FILE_SUFFIX.lower(): secret for secret in SECRETS}
_KNOWN_OTHERWISE: Final = frozenset({"preset", "issuer", *PLAIN_OAUTH})


def read_providers(given: object, *, label: str) -> tuple[object, list[str]]:
    """The given settings, with secret files' contents instead of their paths; and the mistakes."""
    read = _members(given)
    if not isinstance(read, Mapping):
        return read, []
    providers: dict[object, object] = {}
    mistakes = []
    for name, settings in read.items():
        providers[name] = settings
        if not isinstance(settings, Mapping):
            continue
        members = {member: value for member, value in settings.items() if member not in _FILES}
        for file in sorted(_FILES.keys() & settings.keys()):
            setting = _FILES[file]
            if setting in members:
                mistakes.append(f"{label}: {name}.{file}: {setting} is given, too; leave one out")
            try:
                lines = read_secret_file(settings[file])
                # A key spans the whole file.
                members[setting] = "\n".join(lines) if setting == "private_key" else lines[0]
            except SecretFileRefused as refused:
                mistakes.append(f"{label}: {name}.{file}: {refused}")
        if name in PRESETS and _KNOWN_OTHERWISE.isdisjoint(members):
            members["preset"] = name
        providers[name] = members
    return providers, mistakes


def find_open_secrets(config: Mapping[str, object], sources: Sources) -> list[str]:
    """The secrets that every user of this machine can read."""
    providers = _members(config.get(PROVIDERS))
    if not isinstance(providers, Mapping):
        return []
    label, source = sources.label(PROVIDERS), sources.of.get(PROVIDERS)
    is_open = source is not None and source.path is not None and is_readable_by_everybody(source.path)
    found = []
    for name, settings in providers.items():
        if not isinstance(settings, Mapping):
            continue
        for member in sorted(_FILES.keys() & settings.keys()):
            file = settings[member]
            if isinstance(file, str | Path) and str(file) and is_readable_by_everybody(Path(file)):
                found.append(f"{label}: {name}.{member}: every user of this machine can read that file")
        if is_open and not settings.keys().isdisjoint(SECRETS):
            found.append(f"{label}: {name}: every user of this machine can read this secret; chmod o-r it")
    return found


def _members(given: object) -> object:
    """Read JSON, because environment variables hold only text."""
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError:
        return given
