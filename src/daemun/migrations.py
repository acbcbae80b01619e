"""Working beside Flask-Migrate and Alembic: Daemun migrates its own tables itself."""

from collections.abc import Mapping
from typing import Final

from flask import Flask

from daemun.storage.host_tables import PREFIX

HINT: Final = (
    "Flask-Migrate compares all tables with your models: name Daemun's to it by"
    " Migrate(app, db, include_name=daemun.migrations.leave_alone)"
)


def leave_alone(name: str | None, type_: str, parent_names: Mapping[str, str | None]) -> bool:
    """Keep Daemun's tables out of generated migrations: `Migrate(app, db, include_name=leave_alone)`, or
    `context.configure(include_name=leave_alone)` in Alembic's `env.py`.
    """
    table = name if type_ == "table" else parent_names.get("table_name")
    return not (table or "").startswith(PREFIX)


def is_untold(app: Flask) -> bool:
    """Whether Flask-Migrate is set up on this application without `include_name`."""
    migrate = app.extensions.get("migrate")
    chosen = getattr(migrate, "configure_args", {})
    return migrate is not None and "include_name" not in chosen and "include_object" not in chosen
