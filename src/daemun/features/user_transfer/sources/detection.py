"""From a file to rows: which format it is in, and who reads it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from pydantic import SecretStr, ValidationError

from daemun.features.user_transfer.csv_rows import csv_columns, csv_rows
from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import AnyRow, BrokenRow, Format, OtherRow, Row
from daemun.features.user_transfer.other_texts import refuse_other_texts
from daemun.features.user_transfer.raw_rows import Raw, json_elements, json_lines, open_text
from daemun.features.user_transfer.record import COLUMNS
from daemun.features.user_transfer.sources.auth0 import from_auth0
from daemun.features.user_transfer.sources.clerk import from_clerk
from daemun.features.user_transfer.sources.cognito import from_cognito
from daemun.features.user_transfer.sources.django import from_django
from daemun.features.user_transfer.sources.firebase import CSV_COLUMNS, Firebase, FirebaseParameters
from daemun.features.user_transfer.sources.flask_security import FlaskSecurity
from daemun.features.user_transfer.sources.keycloak import from_keycloak
from daemun.features.user_transfer.sources.own import MONGODB_ID, REFUSED, from_csv, from_json, own_columns
from daemun.features.user_transfer.sources.tables import DEVISE, LARAVEL, WORDPRESS, from_supabase

_Make = Callable[[int, Mapping[str, object]], Row | OtherRow]
_SHOWN: Final = 65_536
# By member or column, in small letters; one of them is enough.
_KNOWN_BY: Final = {
    Format.FIREBASE: {"localid"},
    Format.FLASK_SECURITY: {"fs_uniquifier"},
    Format.WORDPRESS: {"user_login", "user_pass"},
    Format.SUPABASE: {"raw_user_meta_data", "raw_app_meta_data", "email_confirmed_at", "banned_until"},
    Format.DEVISE: {"encrypted_password"},
    Format.CLERK: {
        "primary_email_address",
        "primary_email_address_id",
        "primaryemailaddressid",
        "password_digest",
    },
    Format.COGNITO: {"cognito:username", "usercreatedate", "userstatus"},
    Format.LARAVEL: {"email_verified_at", "remember_token"},
    Format.AUTH0: {
        "user_id",
        "passwordhash",
        "custom_password_hash",
        "given_name",
        "nickname",
        "_tmp_is_unique",
    },
    Format.KEYCLOAK: {"credentials", "realmroles", "createdtimestamp"},
    # Last: others have a `profile`, too.
    Format.JSONL: {"password_hash", "profile", "password_must_change", REFUSED},
}
_AUTH0_ALONE: Final = {"custom_password_hash", "_tmp_is_unique"}
_AUTH0: Final = re.compile(
    r"_?id|user_id|username|email|email_verified|phone_number|phone_verified|name|given_name|family_name|nickname"
    r"|picture|created_at|updated_at|last_(login|ip|password_reset)|logins_count|blocked|blocked_for|identities"
    r"|multifactor\w*|mfa_factors|guardian_\w+|provider|connection|tenant|client_id|_tmp_is_unique"
    r"|passwordhash|password_hash|custom_password_hash|password_set_date|(app|user)_metadata(\..+)?"
)
"""Every member or column that Auth0 writes, in small letters."""
_MAKERS: Final[Mapping[Format, _Make]] = {
    Format.CSV: from_csv,
    Format.JSONL: from_json,
    Format.DJANGO: from_django,
    Format.AUTH0: from_auth0,
    Format.KEYCLOAK: from_keycloak,
    Format.SUPABASE: from_supabase,
    Format.WORDPRESS: WORDPRESS.read,
    Format.DEVISE: DEVISE.read,
    Format.LARAVEL: LARAVEL.read,
    Format.CLERK: from_clerk,
    Format.COGNITO: from_cognito,
}
_ALWAYS_LINES: Final = {Format.JSONL, Format.AUTH0}
_FIREBASE_COLUMNS: Final = 26
_DOCUMENT: Final = re.compile(r'\s*\{[^\[{]*"users"\s*:\s*\[', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceSecrets:
    """What some formats need to know of where they come from."""

    firebase: FirebaseParameters | None = None
    flask_security_salt: SecretStr | None = None


def read_rows(
    path: Path, kind: Format | None, secrets: SourceSecrets, *, encoding: str | None = None
) -> Iterator[AnyRow]:
    """Read the users of a file one at a time. None: found by the content.

    Raises UnreadableFile, also while reading.
    """
    is_empty = True
    try:
        if kind is None:
            kind = _find_format(path, encoding)
        make = _maker(kind, secrets)
        with open_text(path, encoding) as file:
            for raw in _raws(file, kind):
                is_empty = False
                yield raw if isinstance(raw, BrokenRow) else _made(raw, make)
    except UnicodeError:
        # Some encodings, such as UTF-16, refuse a file as a whole and pass no byte on as a surrogate.
        raise UnreadableFile(f"the file is not text in {encoding or 'its encoding'}") from None
    if is_empty:
        raise UnreadableFile("there is nobody in this file")


def _raws(file: TextIO, kind: Format) -> Iterator[Raw | BrokenRow]:
    start, first_line = _look(file)
    if start not in ("[", "{"):
        refuse_other_texts(file)
        return csv_rows(file, CSV_COLUMNS if kind is Format.FIREBASE else ())
    if start == "{" and (_is_user(first_line) or (kind in _ALWAYS_LINES and not _is_document(first_line))):
        return json_lines(file)
    return json_elements(file)


def _look(file: TextIO) -> tuple[str, str]:
    """The first character and the first line that is not empty, or its beginning."""
    first_line = file.readline(_SHOWN)
    while first_line and not first_line.strip():
        first_line = file.readline(_SHOWN)
    file.seek(0)
    return first_line.lstrip()[:1], first_line


def _made(raw: Raw, make: _Make) -> AnyRow:
    number, members = raw
    try:
        return make(number, members)
    except UnreadableFile:
        raise
    except (ValidationError, ValueError, LookupError, ArithmeticError, RecursionError) as error:
        text = json.dumps(members, ensure_ascii=False, default=str)
        return BrokenRow(number, "broken", text, _guilty(error))


def _guilty(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return ""
    return "".join(f"/{step}" for step in error.errors(include_input=False)[0]["loc"])


def _maker(kind: Format, secrets: SourceSecrets) -> _Make:
    match kind:
        case Format.FIREBASE:
            return Firebase(secrets.firebase).read
        case Format.FLASK_SECURITY:
            if secrets.flask_security_salt is None:
                raise UnreadableFile(
                    "Flask-Security's hashes need its SECURITY_PASSWORD_SALT: "
                    "set DAEMUN_PASSWORDS_FLASK_SECURITY_SALT"
                )
            return FlaskSecurity(secrets.flask_security_salt).read
        case _:
            return _MAKERS[kind]


def _find_format(path: Path, encoding: str | None) -> Format:
    with open_text(path, encoding) as file:
        start, first_line = _look(file)
        if not start:
            raise UnreadableFile("there is nobody in this file")
        if start in ("[", "{"):
            rows = json_lines(file) if start == "{" and _is_user(first_line) else json_elements(file)
            return _format_of_members(_first_members(rows))
        refuse_other_texts(file)
        columns = csv_columns(file)
    kind = _format_of(frozenset(columns))
    if kind is not None and kind is not Format.JSONL:
        return kind
    ours, theirs = own_columns(columns), [name for name in columns if name and not own_columns((name,))]
    if ours & {"username", "email"} and not theirs:
        return Format.CSV
    if len(first_line.split(",")) >= _FIREBASE_COLUMNS:
        return Format.FIREBASE
    known = ", ".join(COLUMNS)
    if ours & {"username", "email"}:
        raise UnreadableFile(
            "the format is not clear: name it by --format, or rename or leave out columns that are not ours:"
            f" {_listed(theirs)}; ours are {known}"
        )
    raise UnreadableFile(
        "the format is not clear: name it by --format. The first line of CSV names the columns, and JSON "
        f"begins with [ or {{; columns of our CSV are {known}"
    )


def _listed(names: list[str]) -> str:
    """Names from a file, as a terminal may show them."""
    return ", ".join("".join(each for each in name if each.isprintable())[:40] for name in names[:10])


def _first_members(rows: Iterator[Raw | BrokenRow]) -> frozenset[str]:
    for row in rows:
        if not isinstance(row, BrokenRow):
            return frozenset(row[1])
    return frozenset()


def _format_of_members(members: frozenset[str]) -> Format:
    small = frozenset(map(str.casefold, members))
    if not members:
        raise UnreadableFile(
            "there are no users in this file: JSON is a list of users, an object with such a list as "
            "`users`, or one user in each line"
        )
    if small >= {"realm", "users"}:
        raise UnreadableFile("there are several realms in this file: export one, by --realm NAME")
    if small >= {"type", "version", "comment"}:
        raise UnreadableFile("this is phpMyAdmin's JSON: export the table as CSV, with the names of columns")
    kind = Format.DJANGO if small >= {"model", "fields"} else _format_of(small)
    if kind is None and members <= {*COLUMNS, MONGODB_ID}:
        return Format.JSONL
    if kind is None:
        raise UnreadableFile(
            "the format is not clear: name it by --format, or rename or leave out members that are not ours:"
            f" {_listed(sorted(members - {*COLUMNS, MONGODB_ID}))}; ours are {', '.join(COLUMNS)}"
        )
    return kind


def _format_of(names: frozenset[str]) -> Format | None:
    kind = next((kind for kind, marks in _KNOWN_BY.items() if names & marks), None)
    # Many tables have a `user_id` or a `nickname`, and more that a reader of Auth0's would leave out.
    is_doubtful = kind is Format.AUTH0 and not names & _AUTH0_ALONE
    if is_doubtful and any(_AUTH0.fullmatch(name) is None for name in names if name):
        return _format_of(names - _KNOWN_BY[Format.AUTH0])
    return kind


def _is_document(first_line: str) -> bool:
    """Whether a first line begins an object with a list of users, maybe with its first users."""
    return first_line.strip() == "{" or _DOCUMENT.match(first_line) is not None


def _is_user(text: str) -> bool:
    """Whether a line is a whole JSON object of one user, and not the beginning of a document."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not any(
        isinstance(value.get(name), list) for name in ("users", "Users")
    )
