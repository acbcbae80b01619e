"""The application as servers other than our own ask for it."""

import os

from flask import Flask

from tests.served_application import create_app


def make() -> Flask:
    """The server's application, with its files in the folder that the environment names."""
    return create_app(instance_path=os.environ["BENCH_INSTANCE"])
