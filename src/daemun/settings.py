"""Settings: all groups, and the one reader.

`lockout.max_failures` is `DAEMUN_LOCKOUT_MAX_FAILURES`, in `app.config` and in the environment alike.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from flask import Config
from pydantic import Field, SecretStr, ValidationError

from daemun.features.lockout.settings import LockoutSettings
from daemun.features.login.settings import LoginSettings
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.registration.settings import RegistrationSettings
from daemun.features.sessions.settings import SessionSettings
from daemun.features.tokens.settings import TokenSettings
from daemun.features.users.settings import UserSettings
from daemun.http.settings import HttpSettings, TransportSettings
from daemun.settings_group import SettingsGroup
from daemun.storage.settings import DatabaseSettings, RedisSettings

PREFIX = "DAEMUN_"


class SecretSettings(SettingsGroup):
    """`DAEMUN_SECRET_...`: the installation's secret key."""

    key: SecretStr | None = None
    """At least 32 random bytes as text, the same for every process and host of one installation. None: the
    file `daemun-secret-key` in Flask's instance folder, which is made at first use.
    """


class Settings(SettingsGroup):
    """All settings of one application."""

    development: bool = False
    """`DAEMUN_DEVELOPMENT`: allow what is unsafe anywhere but on one's own machine."""
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    secret: SecretSettings = SecretSettings()
    http: HttpSettings = HttpSettings()
    transport: TransportSettings = TransportSettings()
    users: UserSettings = UserSettings()
    passwords: PasswordSettings = Field(default_factory=PasswordSettings)
    registration: RegistrationSettings = RegistrationSettings()
    login: LoginSettings = LoginSettings()
    lockout: LockoutSettings = LockoutSettings()
    sessions: SessionSettings = SessionSettings()
    tokens: TokenSettings = TokenSettings()


class SettingsRefused(ValueError):
    """Settings are unknown, wrong or unsafe. The text has one line for each, with its full name; never a
    value.
    """

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("Daemun cannot start:\n" + "\n".join(f"  {mistake}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def read_settings(config: Mapping[str, object]) -> Settings:
    """Read every `DAEMUN_...` of a Flask configuration. Raises SettingsRefused with all mistakes at once."""
    given = {name: value for name, value in config.items() if name.startswith(PREFIX)}
    known = setting_names()
    mistakes = [_unknown(name, known) for name in sorted(given) if name not in known]
    single: dict[str, object] = {}
    groups: dict[str, dict[str, object]] = {}
    for name in given.keys() & known.keys():
        group, field = known[name]
        (single if group is None else groups.setdefault(group, {}))[field] = given[name]
    try:
        settings = Settings.model_validate({**single, **groups})
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise SettingsRefused(
            [*mistakes, *(f"{_name(each['loc'])}: {each['msg']}" for each in found)]
        ) from None
    mistakes += unsafe_settings(settings)
    if mistakes:
        raise SettingsRefused(mistakes)
    return settings


def load_file(config: Config, path: Path) -> None:
    """Copy a TOML file into a Flask configuration: `[lockout] max_failures` is `DAEMUN_LOCKOUT_MAX_FAILURES`.

    Raises SettingsRefused when the file is not TOML.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsRefused([f"{path.name}: not TOML: {error}"]) from None
    for name, value in content.items():
        members = value if isinstance(value, dict) else {"": value}
        config.update(
            {f"{PREFIX}{name}_{member}".rstrip("_").upper(): given for member, given in members.items()}
        )


def load_environment(config: Config) -> None:
    """Copy `DAEMUN_...` variables of the environment into a Flask configuration, over what is there."""
    config.update({name: value for name, value in os.environ.items() if name.startswith(PREFIX)})


def setting_names() -> dict[str, tuple[str | None, str]]:
    """Every setting's full name, with its group (None: none) and field."""
    names: dict[str, tuple[str | None, str]] = {}
    for group, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, SettingsGroup):
            names |= {f"{PREFIX}{group}_{name}".upper(): (group, name) for name in model.model_fields}
        else:
            names[f"{PREFIX}{group}".upper()] = (None, group)
    return names


def unsafe_settings(settings: Settings) -> list[str]:
    """What may not be together outside of development; empty: nothing."""
    if settings.development:
        return []
    found = []
    issuer = settings.tokens.issuer
    if issuer.startswith("http://") and not _is_loopback(issuer):
        found.append("DAEMUN_TOKENS_ISSUER: an http:// address is not safe; use https://")
    origin = settings.http.origin
    if origin is not None and origin.startswith("http://") and not _is_loopback(origin):
        found.append("DAEMUN_HTTP_ORIGIN: an http:// address is not safe; use https://")
    if settings.sessions.idle_lifetime > settings.sessions.absolute_lifetime:
        found.append(
            "DAEMUN_SESSIONS_IDLE_LIFETIME: may not be longer than DAEMUN_SESSIONS_ABSOLUTE_LIFETIME"
        )
    return found


def _is_loopback(address: str) -> bool:
    host = address.removeprefix("http://").split("/")[0].rsplit(":", 1)[0]
    return host in ("localhost", "127.0.0.1", "[::1]")


def _unknown(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"{name}: no such setting" + (f"; did you mean {close[0]}?" if close else "")


def _name(location: tuple[str | int, ...]) -> str:
    return PREFIX + "_".join(str(step) for step in location[:2]).upper()
