"""SQLAlchemy Core on SQLite and PostgreSQL: every statement of the product is in this folder."""
