"""Alembic's entry: run the scripts on the connection, and inside the transaction, of the caller; or write
them as SQL.
"""

from alembic import context

from daemun.storage.sql.migrations import VERSION_TABLE

if context.is_offline_mode():
    context.configure(
        dialect_name=context.config.attributes["dialect"], version_table=VERSION_TABLE, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
    context.run_migrations()
