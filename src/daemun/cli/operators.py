"""Who gives a command: for the audit trail, and in which language they read."""

import os
import pwd

import click

from daemun.localization import FALLBACK
from daemun.origin import Origin

# The order of POSIX. Not `locale`: its answer depends on which locales are installed.
_LOCALE = click.Option(["--locale"], envvar=["LC_ALL", "LC_MESSAGES", "LANG"])


def present_origin() -> Origin:
    """The origin of what the present command does, such as `daemun users lock (root)`."""
    return Origin(user_agent=f"{click.get_current_context().command_path} ({_login_name()})")


def operator_language(context: click.Context) -> str:
    """The language of the terminal, such as `ko`; there may be no texts in it."""
    locale = _LOCALE.resolve_envvar_value(context) or ""
    language = locale.partition(".")[0].partition("_")[0]
    return language if language not in ("", "C", "POSIX") else FALLBACK


def _login_name() -> str:
    """The operating system's name of who runs this; containers often have numbers only."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
