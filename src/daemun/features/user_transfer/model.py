"""What a file says about users, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from daemun.problem import FieldError


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    JSONL = "jsonl"
    DJANGO = "django"
    FLASK_SECURITY = "flask-security"
    AUTH0 = "auth0"
    FIREBASE = "firebase"
    KEYCLOAK = "keycloak"


@dataclass(frozen=True, slots=True)
class Row:
    """One user of the file, in our own form (`UserRecord`), not yet checked."""

    number: int
    """The line, or the place in a JSON array; from 1."""
    fields: Mapping[str, object]
    offered: Mapping[str, object] = field(default_factory=dict)
    """What else the file knows: taken into the profile where the application has a field of that name."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A piece of the file that cannot be read as a user. `code`: broken, too_long or encoding."""

    number: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not imported, and why. It may hold a password hash: keep it from others."""

    row: Row | BrokenRow
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of some hundred rows, which were one commit."""

    rows: int
    imported: int
    already_there: int
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How much an import may do."""

    dry_run: bool = False
    """Say what would become of each row, and write nothing."""
    accepts_weak_hashes: bool = False
    """Take hashes that are cheaper to guess than allowed; the first login renews them."""
    accepts_look_alikes: bool = False
    """Take names that look like another's."""
