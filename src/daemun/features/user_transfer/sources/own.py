"""Our own form, and files of refused rows."""

from collections.abc import Mapping

from daemun.features.user_transfer.model import Row
from daemun.features.user_transfer.record import from_csv_values

REFUSED = "refused"
"""The member that says, in a file of refused rows, why; fixed rows may keep it."""


def from_csv(number: int, values: Mapping[str, object]) -> Row:
    """A line of CSV whose header has our names."""
    return Row(number, from_csv_values(values))


def from_json(number: int, members: Mapping[str, object]) -> Row:
    """A JSON object with our members."""
    return Row(number, {name: value for name, value in members.items() if name != REFUSED})
