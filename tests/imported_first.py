"""What the main process of gunicorn imports once, so that no worker spends a second on it."""

import sqlalchemy.dialects.sqlite  # noqa: F401

import tests.served_application  # noqa: F401
