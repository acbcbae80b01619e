"""From a file to rows: which format it is in, and who reads it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from pydantic import SecretStr, ValidationError

from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import BrokenRow, Format, Row
from daemun.features.user_transfer.raw_rows import Raw, csv_rows, json_elements, json_lines, open_text
from daemun.features.user_transfer.record import COLUMNS
from daemun.features.user_transfer.sources.auth0 import from_auth0
from daemun.features.user_transfer.sources.django import from_django
from daemun.features.user_transfer.sources.firebase import CSV_COLUMNS, Firebase, FirebaseParameters
from daemun.features.user_transfer.sources.flask_security import FlaskSecurity
from daemun.features.user_transfer.sources.keycloak import from_keycloak
from daemun.features.user_transfer.sources.own import REFUSED, from_csv, from_json

_Make = Callable[[int, Mapping[str, object]], Row | None]
_SHOWN: Final = 65_536
_KNOWN_BY: Final = {
    Format.DJANGO: {"model", "fields"},
    Format.FIREBASE: {"localId"},
    Format.FLASK_SECURITY: {"fs_uniquifier"},
    Format.JSONL: {"password_hash", "profile", "password_must_change", REFUSED},
    Format.AUTH0: {"user_id", "_id", "passwordHash", "custom_password_hash"},
    Format.KEYCLOAK: {"credentials", "realmRoles", "createdTimestamp"},
}

# One of the marks is enough; elsewhere all of them.
_ANY_MARK: Final = {Format.JSONL, Format.AUTH0, Format.KEYCLOAK}
_ALWAYS_LINES: Final = {Format.JSONL, Format.AUTH0}


@dataclass(frozen=True, slots=True)
class SourceSecrets:
    """What some formats need to know of where they come from."""

    firebase: FirebaseParameters | None = None
    flask_security_salt: SecretStr | None = None


def read_rows(
    path: Path, kind: Format | None, secrets: SourceSecrets, *, encoding: str | None = None
) -> Iterator[Row | BrokenRow]:
    """Read the users of a file one at a time. None: found by the content.

    Raises UnreadableFile, also while reading.
    """
    try:
        if kind is None:
            kind = _find_format(path, encoding)
        make = _maker(kind, secrets)
        with open_text(path, encoding) as file:
            for raw in _raws(file, kind):
                row = raw if isinstance(raw, BrokenRow) else _made(raw, make)
                if row is not None:
                    yield row
    except UnicodeError:
        # Some encodings, such as UTF-16, refuse a file as a whole and pass no byte on as a surrogate.
        raise UnreadableFile(f"the file is not text in {encoding or 'its encoding'}") from None


def _raws(file: TextIO, kind: Format) -> Iterator[Raw | BrokenRow]:
    start, first_line = _look(file)
    if start not in ("[", "{"):
        return csv_rows(file, CSV_COLUMNS if kind is Format.FIREBASE else ())
    if start == "{" and (kind in _ALWAYS_LINES or _is_user(first_line)):
        return json_lines(file)
    return json_elements(file)


def _look(file: TextIO) -> tuple[str, str]:
    """The first character and the first line, or its beginning."""
    first_line = file.readline(_SHOWN)
    file.seek(0)
    return first_line[:1], first_line


def _made(raw: Raw, make: _Make) -> Row | BrokenRow | None:
    number, members = raw
    try:
        return make(number, members)
    except UnreadableFile:
        raise
    except (ValidationError, ValueError, LookupError):
        return BrokenRow(number, "broken", json.dumps(members, ensure_ascii=False, default=str))


def _maker(kind: Format, secrets: SourceSecrets) -> _Make:
    match kind:
        case Format.CSV:
            return from_csv
        case Format.JSONL:
            return from_json
        case Format.DJANGO:
            return from_django
        case Format.AUTH0:
            return from_auth0
        case Format.KEYCLOAK:
            return from_keycloak
        case Format.FIREBASE:
            return Firebase(secrets.firebase).read
        case Format.FLASK_SECURITY:
            if secrets.flask_security_salt is None:
                raise UnreadableFile(
                    "Flask-Security's hashes need its SECURITY_PASSWORD_SALT: "
                    "set DAEMUN_PASSWORDS_FLASK_SECURITY_SALT"
                )
            return FlaskSecurity(secrets.flask_security_salt).read


def _find_format(path: Path, encoding: str | None) -> Format:
    with open_text(path, encoding) as file:
        start, first_line = _look(file)
        if start in ("[", "{"):
            rows = json_lines(file) if start == "{" and _is_user(first_line) else json_elements(file)
            return _format_of_members(_first_members(rows))
    columns = {name.strip().strip('"') for name in first_line.replace(";", ",").replace("\t", ",").split(",")}
    if "fs_uniquifier" in columns:
        return Format.FLASK_SECURITY
    if columns & {"username", "email"} and columns <= set(COLUMNS):
        return Format.CSV
    if len(first_line.split(",")) >= 26:
        return Format.FIREBASE
    known = ", ".join(COLUMNS)
    raise UnreadableFile(f"the format is not clear: name it by --format; columns of our CSV are {known}")


def _first_members(rows: Iterator[Raw | BrokenRow]) -> set[str]:
    for row in rows:
        if not isinstance(row, BrokenRow):
            return set(row[1])
    return set()


def _format_of_members(members: set[str]) -> Format:
    for kind, marks in _KNOWN_BY.items():
        if members & marks == marks or (kind in _ANY_MARK and members & marks):
            return kind
    if members and members <= set(COLUMNS):
        return Format.JSONL
    raise UnreadableFile("the format is not clear: name it by --format")


def _is_user(text: str) -> bool:
    """Whether a line is a whole JSON object of one user, and not the beginning of a document."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not isinstance(value.get("users"), list)
