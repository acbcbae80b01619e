"""Flask-SQLAlchemy and Flask-Migrate with Daemun in their database: `flask db migrate` leaves ours alone."""

import subprocess
import sys
from pathlib import Path

import pytest

_PASSWORD = "gyeoul-bada-norae-4821"
_APP = """
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from daemun import Daemun, migrations, users_table

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = app.config["DAEMUN_DATABASE_URL"] = {url!r}
db = SQLAlchemy(app)
{before}
users_table(db.metadata)


class Article(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.Text, db.ForeignKey("daemun_users.id", ondelete="CASCADE"))


{after}
"""
_ORDERS = {
    "untold, before": ("Migrate(app, db)", "auth = Daemun(app)"),
    "untold, after": ("auth = Daemun(app)", "Migrate(app, db)"),
    "told": ("Migrate(app, db, include_name=migrations.leave_alone)", "auth = Daemun(app)"),
}
_STORY = f"""
import logging
from pathlib import Path

from app import app
from flask_migrate import init, migrate, upgrade

body = {{"username": "minsu", "password": {_PASSWORD!r}}}
assert app.test_client().post("/auth/register", json=body).status_code == 201
with app.app_context():
    init()
    migrate(message="articles")
    upgrade()
    migrate(message="nothing")
scripts = sorted(Path("migrations/versions").glob("*.py"))
assert len(scripts) == 1, scripts
text = scripts[0].read_text()
assert "create_table('article'" in text, text
assert "_table('daemun_" not in text, text
assert app.test_client().post("/auth/login", json=body).status_code == 200
"""


@pytest.mark.parametrize("order", _ORDERS)
def test_generated_migrations_leave_daemuns_tables_alone(
    order: str, database_url: str, tmp_path: Path
) -> None:
    before, after = _ORDERS[order]
    (tmp_path / "app.py").write_text(_APP.format(url=database_url, before=before, after=after))
    (tmp_path / "story.py").write_text(_STORY)

    done = subprocess.run(
        [sys.executable, "story.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
