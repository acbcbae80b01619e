"""The release after this one: a copy of the package with one more migration, and code that uses it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import daemun
from daemun.storage.sql.migrations import NEWEST_VERSION
from tests.server_process import DaemunServe

NEXT_VERSION = f"{int(NEWEST_VERSION) + 1:04}"

MIGRATION = f'''"""What a session is called by its owner."""

from alembic import op
from sqlalchemy import Column, Text

revision = "{NEXT_VERSION}"
down_revision = "{NEWEST_VERSION}"


def upgrade() -> None:
    op.add_column("daemun_sessions", Column("title", Text))
    op.create_index("daemun_sessions_title", "daemun_sessions", ["title"])
'''
# The next release uses what it added: every session that it opens has a title.
COLUMN = '\nsessions.append_column(Column("title", Text))\n'
LAST_FIELD = "    revoked_at: datetime | None = None\n"
FIELD = '    title: str | None = "next"\n'


def make_next_release(folder: Path) -> Path:
    """Make it; gives what comes first on PYTHONPATH where it shall run."""
    package = folder / "daemun"
    shutil.copytree(Path(daemun.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    migrations = package / "storage/sql/migrations"
    (migrations / f"versions/{NEXT_VERSION}_titles.py").write_text(MIGRATION)
    _replace(migrations / "__init__.py", f'"{NEWEST_VERSION}"', f'"{NEXT_VERSION}"')
    _replace(package / "features/sessions/model.py", LAST_FIELD, LAST_FIELD + FIELD)
    with (package / "storage/sql/schema.py").open("a", encoding="utf-8") as schema:
        schema.write(COLUMN)
    return folder


def run_database_command(node: DaemunServe, *words: str) -> dict[str, Any]:
    """`daemun db ... --json` with the release and the settings of a node, as on its host."""
    command = [sys.executable, "-m", "daemun", "--instance", str(node.folder / "instance"), "db", *words]
    ran = subprocess.run(
        [*command, "--json"], env={**os.environ, **node.settings}, check=False, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
