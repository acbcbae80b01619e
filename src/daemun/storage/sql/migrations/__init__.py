"""The history of the tables, as Alembic scripts with a version table of their own."""

VERSION_TABLE = "daemun_schema_version"

NEWEST_VERSION = "0018"
"""The newest script in `versions/`. Versions are compared as text: number them 0001, 0002, ..."""
