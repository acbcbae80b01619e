"""Rows of a file, as tests compare them."""

import io

from daemun.features.user_transfer.csv_rows import csv_rows
from daemun.features.user_transfer.model import BrokenRow

Read = tuple[int, object]


def short(row: object) -> Read:
    """A broken row by its code."""
    return (row.number, row.code) if isinstance(row, BrokenRow) else row  # type: ignore[return-value]


def rows_of(text: str) -> list[Read]:
    """The rows of CSV."""
    return [short(row) for row in csv_rows(io.StringIO(text, newline=""))]
