"""Users in an import file, and the results of importing them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from daemun.features.user_transfer.instants import DateOrder
from daemun.problem import FieldError

MAX_CHARACTERS: Final = 131_072
"""Of one row in a file; also what Python's CSV reader takes of one field."""


class Format(StrEnum):
    """How a file is written."""

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
    """What a user name is made of where the one of the file cannot be one."""

    EMAIL = "email"
    """The part before the `@`."""
    ID = "id"
    NAME = "name"
    """The name itself, with `-` for what may not be in a name."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Something of a user that does not come along."""

    kind: str
    """What a report calls it, such as `totp`."""
    members: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The value in the file. Secret."""


@dataclass(frozen=True, slots=True)
class ForeignIdentity:
    """An account at a provider, with which the person logs in there."""

    provider: str
    """As the other product calls it, such as `google.com`."""
    subject: str
    """Who the person is to the provider."""
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One user of the file, in our own form (`UserRecord`), not yet checked."""

    number: int
    """The line, or the place in a JSON array; from 1."""
    fields: Mapping[str, object]
    offered: Mapping[str, object] = field(default_factory=dict)
    """What else the file knows: taken into the profile where the application has a field of that name."""
    left_behind: tuple[LeftBehind, ...] = ()
    identities: tuple[ForeignIdentity, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A piece of the file that cannot be read as a user. `code`: broken, too_long or encoding."""

    number: int
    code: str
    text: str
    pointer: str = ""
    """Which member it is (RFC 6901), where one is of another kind."""


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A piece of the file that is no user and is left behind, such as a service account."""

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
    """Of the row."""
    user_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of some hundred rows, which were one commit."""

    rows: int
    imported: int
    already_there: int
    refused: tuple[Refusal, ...]
    renamed: tuple[Renamed, ...] = ()
    """Of those imported."""
    left_behind: Mapping[str, int] = field(default_factory=dict)
    """How much of each kind, of those imported and of what is no user."""
    roles: frozenset[str] = frozenset()
    """Of those imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How much an import may do."""

    dry_run: bool = False
    """Say what would become of each row, and write nothing."""
    accepts_weak_hashes: bool = False
    """Take hashes that are cheaper to guess than allowed; the first login renews them."""
    accepts_look_alikes: bool = False
    """Take names that look like another's."""
    role_names: Mapping[str, str] = field(default_factory=dict)
    """What a role of the file is called here; an empty name leaves it out."""
    drops_roles: bool = False
    """Bring users in without any roles."""
    name_from: NameSource | None = None
    """None: a row whose user name cannot be one is refused."""
    date_order: DateOrder | None = None
    """None: a date that can be read in two ways is refused."""
