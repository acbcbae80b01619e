"""Users in an import file, and the results of importing them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from daemun.features.user_transfer.instants import DateOrder
from daemun.problem import FieldError

MAX_CHARACTERS: Final = 131_072
"""The maximum length of a row in a file; also of a field in Python's CSV reader."""


class Format(StrEnum):
    """The format of a file."""

    CSV = "csv"
    JSONL = "jsonl"
    DJANGO = "django"
    FLASK_SECURITY = "flask-security"
    AUTH0 = "auth0"
    FIREBASE = "firebase"
    KEYCLOAK = "keycloak"
    SUPABASE = "supabase"
    WORDPRESS = "wordpress"
    DEVISE = "devise"
    LARAVEL = "laravel"
    CLERK = "clerk"
    COGNITO = "cognito"


class NameSource(StrEnum):
    """What to make a user name from if the one in the file is not valid."""

    EMAIL = "email"
    """The part before the `@`."""
    ID = "id"
    NAME = "name"
    """The name itself, with `-` for what may not be in a name."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Something of a user that is not imported."""

    kind: str
    """Its name in reports, such as `totp`."""
    members: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The value in the file. Secret."""


@dataclass(frozen=True, slots=True)
class ForeignIdentity:
    """A provider account that the user logs in with in the other product."""

    provider: str
    """The other product's name for it, such as `google.com`."""
    subject: str
    """The provider's id of the user."""
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One user of the file, in our own format (`UserRecord`), not yet checked."""

    number: int
    """The line, or the place in a JSON array; from 1."""
    fields: Mapping[str, object]
    offered: Mapping[str, object] = field(default_factory=dict)
    """Other values in the file: stored in the profile if the application has a field of that name."""
    left_behind: tuple[LeftBehind, ...] = ()
    identities: tuple[ForeignIdentity, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A piece of the file that cannot be read as a user. `code`: broken, too_long or encoding."""

    number: int
    code: str
    text: str
    pointer: str = ""
    """The member of the wrong type (RFC 6901), if it is one."""


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A piece of the file that is not a user and is left behind, such as a service account."""

    number: int
    kind: str


AnyRow = Row | BrokenRow | OtherRow


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not imported, and why. It may hold a password hash: keep it from others."""

    row: Row | BrokenRow
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A user whose name in the file is not a valid user name."""

    number: int
    """The number of the row."""
    user_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The results of some hundred rows, imported in one commit."""

    rows: int
    imported: int
    already_there: int
    refused: tuple[Refusal, ...]
    renamed: tuple[Renamed, ...] = ()
    """Of those imported."""
    left_behind: Mapping[str, int] = field(default_factory=dict)
    """How many of each kind were left behind, of imported users and of other records."""
    roles: frozenset[str] = frozenset()
    """Of those imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How much an import may do."""

    dry_run: bool = False
    """Report what would happen to each row, and write nothing."""
    accepts_weak_hashes: bool = False
    """Accept hashes that are cheaper to guess than allowed; the first login renews them."""
    accepts_look_alikes: bool = False
    """Accept names that look like another's."""
    role_names: Mapping[str, str] = field(default_factory=dict)
    """The new names of roles in the file; an empty name leaves a role out."""
    drops_roles: bool = False
    """Import users without any roles."""
    name_from: NameSource | None = None
    """None: a row with an invalid user name is refused."""
    date_order: DateOrder | None = None
    """None: an ambiguous date is refused."""
