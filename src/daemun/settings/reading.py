"""Settings: all groups, and the one reader.

`lockout.max_failures` is `DAEMUN_LOCKOUT_MAX_FAILURES`, in `app.config` and in the environment alike, and
`max_failures` below `[lockout]` in `daemun.toml`.
"""

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, get_args

from flask import Config
from pydantic import Field, SecretStr, ValidationError, field_validator

from daemun.features.account_deletion.settings import AccountDeletionSettings
from daemun.features.factors.settings import FactorSettings
from daemun.features.housekeeping.settings import HousekeepingSettings
from daemun.features.lockout.settings import LockoutSettings
from daemun.features.login.settings import LoginSettings
from daemun.features.mailed_codes.settings import MailedCodeSettings
from daemun.features.passkeys.settings import PasskeySettings
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.registration.settings import RegistrationSettings
from daemun.features.sessions.settings import SessionSettings
from daemun.features.social_login.settings import MAX_PROVIDERS, ProviderName, ProviderSettings
from daemun.features.tokens.settings import TokenSettings
from daemun.features.totp.settings import TotpSettings
from daemun.features.trusted_devices.settings import TrustedDeviceSettings
from daemun.features.users.settings import UserSettings
from daemun.http.settings import HttpSettings, TransportSettings
from daemun.mail.sender import name_of
from daemun.mail.settings import MailSettings
from daemun.pages.settings import PagesSettings
from daemun.secret_key import SecretKeyRefused, read_key_file, read_secret_key
from daemun.server_settings import ServerSettings
from daemun.settings.mistakes import near_names, reason_of
from daemun.settings.providers import PROVIDERS, find_open_secrets, read_providers
from daemun.settings.secret_file import SecretFileRefused, is_readable_by_everybody, read_secret_file
from daemun.settings.sources import (
    FILE_SUFFIX,
    PREFIX,
    Sources,
    lay_environment_over,
    lay_file_over,
    sources_of,
)
from daemun.settings.unread import report_misspelled, report_unread
from daemun.settings_group import SettingsGroup, Unsafe
from daemun.storage.addresses import find_open_lines, find_unusable_addresses
from daemun.storage.settings import DatabaseSettings, RedisSettings

_logger = logging.getLogger("daemun")
_NAME = re.compile(rf"{PREFIX}[A-Z_]+")
NOT_SETTINGS = frozenset({"DAEMUN_INSTANCE", "DAEMUN_CONFIG"})
"""Environment variables that replace options of the command line."""
_SERVICE_LINK = re.compile(rf"{PREFIX}(SERVICE_(HOST|PORT)|PORT)(_.*)?")
"""Variables that container platforms set for a service named `daemun`."""


class SecretSettings(SettingsGroup):
    """`DAEMUN_SECRET_...`: the installation's secret key."""

    key: SecretStr | None = None
    """At least 32 random bytes as text, the same for every process and host of one installation. None: the
    file `daemun-secret-key` in Flask's instance folder, which is created at first use.
    """

    @field_validator("key")
    @classmethod
    def _is_strong(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            read_secret_key(key.get_secret_value())
        return key


class TextSettings(SettingsGroup):
    """`DAEMUN_TEXTS_...`: your own texts."""

    folder: Path | None = None
    """The folder with your own `ko.toml` and `en.toml`, whose texts override ours, other languages, and mail
    templates below `mail/`. A relative path is relative to the working directory.
    """


class Settings(SettingsGroup):
    """All settings of one application."""

    development: bool = False
    """`DAEMUN_DEVELOPMENT`: allow what is safe only on a developer's own machine."""
    providers: Annotated[Mapping[ProviderName, ProviderSettings], Field(max_length=MAX_PROVIDERS)] = {}
    """`DAEMUN_PROVIDERS`, or `[providers.NAME]` for each: the providers whose accounts people may log in
    with. Maps each name (`google`, `apple`, `microsoft`, `github`, `kakao`, `naver`, `line`, or another with
    its `issuer`) to `client_id`, `client_secret` and further settings; in the environment as JSON.
    """
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    secret: SecretSettings = SecretSettings()
    http: HttpSettings = HttpSettings()
    transport: TransportSettings = TransportSettings()
    users: UserSettings = UserSettings()
    passwords: PasswordSettings = Field(default_factory=PasswordSettings)
    passkeys: PasskeySettings = PasskeySettings()
    account_deletion: AccountDeletionSettings = AccountDeletionSettings()
    registration: RegistrationSettings = RegistrationSettings()
    login: LoginSettings = LoginSettings()
    mailed_codes: MailedCodeSettings = MailedCodeSettings()
    factors: FactorSettings = FactorSettings()
    totp: TotpSettings = TotpSettings()
    trusted_devices: TrustedDeviceSettings = TrustedDeviceSettings()
    lockout: LockoutSettings = LockoutSettings()
    sessions: SessionSettings = SessionSettings()
    tokens: TokenSettings = TokenSettings()
    housekeeping: HousekeepingSettings = HousekeepingSettings()
    texts: TextSettings = TextSettings()
    mail: MailSettings = MailSettings()
    pages: PagesSettings = PagesSettings()
    server: ServerSettings = ServerSettings()

    @property
    def reads_cookies(self) -> bool:
        """Whether cookies of requests are read: pages keep logins there."""
        return self.transport.cookies or self.pages.enabled

    @property
    def service_name(self) -> str:
        """The name of the service on pages, in mails, in authenticator apps and beside passkeys."""
        if self.pages.name is not None:
            return self.pages.name
        return self.tokens.issuer_name if self.mail.sender is None else name_of(self.mail.sender)


class SettingsRefused(ValueError):
    """Settings are unknown, wrong or unsafe. The text has one line for each, with its full name, but never
    its value.
    """

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("Daemun cannot start:\n" + "\n".join(f"  {mistake}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def read_settings(config: Mapping[str, object], *, key_file: Path | None = None) -> Settings:
    """Read every `DAEMUN_...` of a Flask configuration. Raises SettingsRefused with all mistakes at once.

    key_file: of the secret key, unless a setting has it; its mistakes are reported, too.
    """
    sources = sources_of(config)
    mistakes = list(sources.mistakes)
    names = setting_names()
    given = {name: config[name] for name in sorted(config) if name.startswith(PREFIX)}
    files = {f"{name}{FILE_SUFFIX}": name for name in secret_names()}
    mistakes += [
        f"{sources.label(name)}: no such setting{near_names(name, names)}"
        for name in given
        if name not in names and name not in files
    ]
    values = {name: value for name, value in given.items() if name in names}
    labels = {name: sources.label(name) for name in names}
    for file_name in sorted(given.keys() & files.keys()):
        name = files[file_name]
        labels[name] = sources.label(file_name)
        if name in values:
            mistakes.append(f"{labels[name]}: {sources.label(name)} is given, too; leave one out")
            continue
        try:
            lines = read_secret_file(given[file_name])
            values[name] = lines[0] if len(lines) == 1 else lines
        except SecretFileRefused as refused:
            mistakes.append(f"{labels[name]}: {refused}")
    if PROVIDERS in values:
        values[PROVIDERS], wrong = read_providers(values[PROVIDERS], label=labels[PROVIDERS])
        mistakes += wrong
    settings, wrong = _validate(values, labels)
    mistakes += wrong
    if key_file is not None and key_file.exists() and settings.secret.key is None:
        try:
            read_key_file(key_file)
        except SecretKeyRefused as refused:
            mistakes.append(f"{key_file.name}: {refused}")
    if not settings.development:
        mistakes += [f"{labels[name]}: {unsafe.reason}" for name, unsafe in unsafe_settings(settings).items()]
        mistakes += _readable_secrets(config, sources)
    if mistakes:
        raise SettingsRefused(mistakes)
    return settings


def load_file(config: Config, path: Path) -> None:
    """Lay a TOML file over a Flask configuration: `[lockout] max_failures` is `DAEMUN_LOCKOUT_MAX_FAILURES`.

    `read_settings` reports the mistakes in the file, with all others.
    """
    lay_file_over(config, path, names=setting_names(), secrets=secret_names())


def load_environment(config: Config) -> None:
    """Lay the environment's `DAEMUN_...` over a Flask configuration. Logs variables with similar names."""
    report_misspelled(os.environ, _known_names())
    lay_environment_over(config, _environment(), secrets=secret_names())


def under_config(config: Mapping[str, object]) -> dict[str, object]:
    """A configuration with the environment's `DAEMUN_...` under it: values set by Python code win.

    Logs settings that differ between the two, and variables that nothing reads.
    """
    environment = Config("")
    lay_environment_over(environment, _environment(), secrets=secret_names())
    for name in sorted(_environment().keys() & config.keys()):
        if str(config[name]) != os.environ[name]:
            _logger.warning("%s: app.config is used, not the environment, which says something else", name)
    report_unread(os.environ, config)
    report_misspelled({*os.environ, *config}, _known_names())
    for name in config:
        # A secret and its file are the same setting.
        other = name.removesuffix(FILE_SUFFIX) if name.endswith(FILE_SUFFIX) else name + FILE_SUFFIX
        environment.pop(other, None)
        sources_of(environment).of.pop(name, None)
    return {**environment, **config}


def _environment() -> dict[str, str]:
    """The environment's variables. An empty one counts as not set: compose files write `${NAME:-}`."""
    return {
        name: value
        for name, value in os.environ.items()
        if value
        and name.startswith(PREFIX)
        and name not in NOT_SETTINGS
        and not _SERVICE_LINK.fullmatch(name)
    }


def setting_names() -> dict[str, tuple[str | None, str]]:
    """Every setting's full name, with its group (None: none) and field."""
    names: dict[str, tuple[str | None, str]] = {}
    for group, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, SettingsGroup):
            names |= {_full_name(group, name): (group, name) for name in model.model_fields}
        else:
            names[_full_name(group)] = (None, group)
    return names


def secret_names() -> frozenset[str]:
    """Full names of secrets: they are never shown, and may come from a file named by `..._FILE`."""
    return frozenset(
        _full_name(group, name)
        for group, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, SettingsGroup)
        for name, member in field.annotation.model_fields.items()
        if SecretStr in _types_in(member.annotation)
    )


def _known_names() -> frozenset[str]:
    return frozenset((*setting_names(), *(name + FILE_SUFFIX for name in secret_names())))


def unsafe_settings(settings: Settings) -> dict[str, Unsafe]:
    """Values that are safe only in development, by full name."""
    found = {
        _full_name(group, unsafe.field): unsafe
        for group, members in settings
        if isinstance(members, SettingsGroup)
        for unsafe in members.find_unsafe()
    }
    open_lines = find_open_lines(settings.database, settings.redis)
    return found | {_full_name(group, unsafe.field): unsafe for group, unsafe in open_lines}


def _validate(values: Mapping[str, object], labels: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Report each invalid value and continue with its default, to find further mistakes."""
    names = setting_names()
    left = dict(values)
    mistakes: list[str] = []
    broken: set[str] = set()
    broken_names: set[str] = set()
    while True:
        try:
            settings = Settings.model_validate(_by_group(left))
        except ValidationError as error:
            found = error.errors(include_input=False, include_url=False)
        else:
            unusable = find_unusable_addresses(settings.database, settings.redis)
            mistakes += [f"{labels[_full_name(group, field)]}: {reason}" for group, field, reason in unusable]
            return settings, list(dict.fromkeys(mistakes))
        for each in found:
            group, *field = map(str, each["loc"])
            reason = reason_of(each["type"], each.get("ctx", {}))
            name = _full_name(group, *field[:1])
            if name in broken_names and each["type"] == "too_short":
                # The errors of its parts already say so.
                continue
            if name in names:
                broken_names.add(name)
                mistakes.append(f"{labels[name]}: {reason}")
                broken.add(group)
                left.pop(name, None)
                continue
            if _full_name(group) in names:
                # Of one provider.
                member = ".".join(part for part in field if part != "[key]")
                mistakes.append(f"{labels[_full_name(group)]}: {member}: {reason}")
                left.pop(_full_name(group), None)
                continue
            # Members that contradict each other; unknown while one of them is invalid.
            if group not in broken:
                mistakes.append(_NAME.sub(lambda named: labels.get(named[0], named[0]), reason))
            left = {other: value for other, value in left.items() if names[other][0] != group}


def _by_group(values: Mapping[str, object]) -> dict[str, object]:
    names = setting_names()
    single: dict[str, object] = {}
    groups: dict[str, dict[str, object]] = {}
    for name, value in values.items():
        group, field = names[name]
        (single if group is None else groups.setdefault(group, {}))[field] = value
    return {**single, **groups}


def _readable_secrets(config: Mapping[str, object], sources: Sources) -> list[str]:
    found = find_open_secrets(config, sources)
    for name in sorted(secret_names()):
        file = config.get(f"{name}{FILE_SUFFIX}")
        if isinstance(file, str | Path) and str(file) and is_readable_by_everybody(Path(file)):
            found.append(
                f"{sources.label(name + FILE_SUFFIX)}: every user of this machine can read that file"
            )
        source = sources.of.get(name)
        if source is not None and source.path is not None and is_readable_by_everybody(source.path):
            found.append(f"{source.label}: every user of this machine can read this secret; chmod o-r it")
    return found


def _full_name(*steps: str) -> str:
    return PREFIX + "_".join(steps).upper()


def _types_in(annotation: object) -> set[object]:
    parts = get_args(annotation)
    return {annotation}.union(*(_types_in(part) for part in parts))
