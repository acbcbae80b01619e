"""Users come from another product, and log in as they did there."""

from flask import Flask
from flask.testing import FlaskClient

from daemun.features.user_transfer.model import ForeignIdentity, ImportOptions, Progress, Row
from tests.features.social_login.browser import log_in_with, me
from tests.features.social_login.elsewhere import Elsewhere


def bring(app: Flask, *rows: Row, dry_run: bool = False) -> Progress:
    (progress,) = app.extensions["daemun"].user_import.run(rows, ImportOptions(dry_run=dry_run))
    return progress


def a_row(number: int, name: str, *identities: ForeignIdentity) -> Row:
    return Row(number, {"id": f"user-{name}", "username": name}, identities=identities)


def test_a_person_who_was_brought_in_logs_in_with_the_provider(
    app: Flask, client: FlaskClient, elsewhere: Elsewhere
) -> None:
    rows = [
        a_row(1, "minsu", ForeignIdentity("oidc.school", "minsu-1", "minsu@example.kr")),
        # There is no such provider here; and the other is another's.
        a_row(2, "jisoo", ForeignIdentity("facebook.com", "1"), ForeignIdentity("school", "minsu-1")),
    ]
    planned = bring(app, *rows, dry_run=True)
    assert (planned.imported, planned.left_behind) == (2, {"identity": 1})

    done = bring(app, *rows)

    assert (done.imported, done.refused, done.left_behind) == (2, (), {"identity": 2})
    log_in_with(client, elsewhere)
    assert me(client).get_json()["id"] == "user-minsu"
    assert app.extensions["daemun"].identities.list_of("user-jisoo") == []


def test_bringing_them_in_again_changes_nothing(app: Flask) -> None:
    row = a_row(1, "minsu", ForeignIdentity("school", "minsu-1"))
    bring(app, row)

    assert bring(app, row).already_there == 1
    assert len(app.extensions["daemun"].identities.list_of("user-minsu")) == 1
