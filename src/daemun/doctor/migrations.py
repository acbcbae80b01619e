"""Whether Flask-Migrate, where it is used, knows which tables are not the application's."""

from collections.abc import Iterator

from flask import Flask

from daemun.doctor.finding import Finding, Level
from daemun.migrations import is_untold


def examine_migrations(app: Flask) -> Iterator[Finding]:
    """No finding without Flask-Migrate."""
    if "migrate" not in app.extensions:
        return
    if is_untold(app):
        yield Finding(
            "flask_migrate",
            Level.WARNING,
            "Flask-Migrate does not know which tables are Daemun's: a migration could drop them",
            "Migrate(app, db, include_name=daemun.migrations.leave_alone)",
        )
    else:
        yield Finding("flask_migrate", Level.OK, "Flask-Migrate chooses by name what it looks at")
