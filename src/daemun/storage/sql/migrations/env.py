"""Alembic's entry: run the scripts on the connection, and inside the transaction, of whoever called."""

from alembic import context

from daemun.storage.sql.migrations import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
