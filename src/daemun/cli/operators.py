"""Who runs a command, for the audit trail, and the language they read."""

import os
import pwd

import click

from daemun.localization import FALLBACK
from daemun.origin import Origin

# The order of POSIX. Not `locale`: its answer depends on which locales are installed.
_LOCALE = click.Option(["--locale"], envvar=["LC_ALL", "LC_MESSAGES", "LANG"])


def present_origin() -> Origin:
    """The origin of what the current command does, such as `daemun users lock (root)`."""
    return Origin(user_agent=f"{click.get_current_context().command_path} ({_login_name()})")


def operator_language(context: click.Context) -> str:
    """The language of the terminal, such as `ko`; Daemun may have no texts in it."""
    locale = _LOCALE.resolve_envvar_value(context) or ""
    language = locale.partition(".")[0].partition("_")[0]
    return language if language not in ("", "C", "POSIX") else FALLBACK


def _login_name() -> str:
    """The name of the operating system's user; in containers often only a number."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
