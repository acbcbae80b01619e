"""What somebody wrote into the environment for Daemun, and nothing reads."""

import logging
from collections.abc import Collection, Mapping

from daemun.settings.sources import PREFIX, is_laid_over

_logger = logging.getLogger("daemun")


def report_unread(variables: Collection[str], config: Mapping[str, object]) -> None:
    """Log variables of the environment that have no effect beside this configuration of an application."""
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
