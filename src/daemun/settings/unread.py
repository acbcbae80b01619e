"""Settings meant for Daemun that nothing reads."""

import logging
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher

from daemun.settings.sources import PREFIX, is_laid_over

_logger = logging.getLogger("daemun")
_NEAR_ENOUGH = 0.8


def report_unread(variables: Collection[str], config: Mapping[str, object]) -> None:
    """Log environment variables that have no effect on this application."""
    for name in sorted(variables):
        setting = name.removeprefix("FLASK_")
        if setting != name and setting.startswith(PREFIX) and setting not in config:
            _logger.warning(
                "%s: only app.config.from_prefixed_env() reads it, before Daemun is set up; or write %s",
                name,
                setting,
            )
    if "DAEMUN_CONFIG" in variables and not is_laid_over(config):
        _logger.warning("DAEMUN_CONFIG: the server reads a file, an application of yours app.config alone")


def report_misspelled(written: Iterable[str], known: Collection[str]) -> None:
    """Log names of settings with a misspelled prefix, such as `DAEMON_HTTP_ORIGIN`. They may belong to
    another program, so they do not stop the start.
    """
    for name in sorted(written):
        word, _, rest = name.partition("_")
        meant = PREFIX + rest.upper()
        if name != meant and meant in known and _looks_like_ours(word):
            _logger.warning("%s: nothing reads it; did you mean %s?", name, meant)


def _looks_like_ours(word: str) -> bool:
    return SequenceMatcher(None, word.upper(), PREFIX.rstrip("_")).ratio() >= _NEAR_ENOUGH
