"""Tables only grow: what programs of an older version write still fits, so nodes are replaced one by one."""

import psycopg
import pytest

from daemun.storage.open_store import open_store
from tests.storage.released import FOLDER, released_versions


@pytest.mark.parametrize("version", released_versions())
def test_what_an_older_program_writes_fits_the_newest_tables(version: str, postgres_url: str) -> None:
    store = open_store(postgres_url)
    store.schema.upgrade()
    store.close()
    dump = (FOLDER / f"{version}.postgresql.sql").read_text(encoding="utf-8")
    # Each names every column that this version knew; what came later must do without a value.
    rows = [line for line in dump.splitlines() if line.startswith('INSERT INTO "daemun_')]

    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        for row in rows:
            connection.execute(row.encode())

    assert len({row.split('"')[1] for row in rows}) > 5
