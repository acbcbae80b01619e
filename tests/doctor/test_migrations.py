from types import SimpleNamespace

from flask import Flask

from daemun.doctor.finding import Level
from daemun.doctor.migrations import examine_migrations
from daemun.migrations import leave_alone


def found(**extensions: object) -> list[Level]:
    app = Flask("host")
    app.extensions.update(extensions)
    return [finding.level for finding in examine_migrations(app)]


def test_flask_migrate_that_was_told_nothing_is_doubtful() -> None:
    assert found() == []
    assert found(migrate=SimpleNamespace(configure_args={})) == [Level.WARNING]
    assert found(migrate=SimpleNamespace(configure_args={"include_name": leave_alone})) == [Level.OK]
