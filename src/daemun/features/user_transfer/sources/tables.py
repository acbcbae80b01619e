"""Devise, Laravel, Supabase and WordPress: their tables of users, as CSV or JSON."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from daemun.features.user_transfer.model import OtherRow, Row
from daemun.features.user_transfer.role_names import read_role_names
from daemun.features.user_transfer.sources.identities import read_identities
from daemun.features.user_transfer.sources.table import LOCKED, Table

# PHP's `serialize` of which capabilities somebody has.
_CAPABILITY: Final = re.compile(r's:\d+:"([^"]+)";b:1;')

DEVISE: Final = Table(
    username=("username", "login"),
    email_verified=("confirmed_at",),
    locked=LOCKED,
    password_hash=("encrypted_password",),
    left_behind={
        "otp_secret": "totp",
        "encrypted_otp_secret": "totp",
        "otp_backup_codes": "recovery_codes",
        "uid": "identity",
        "admin": "admin",
        "is_admin": "admin",
    },
)
LARAVEL: Final = Table(
    email_verified=("email_verified_at",),
    locked=LOCKED,
    left_behind={
        "two_factor_secret": "totp",
        "two_factor_recovery_codes": "recovery_codes",
        "provider_id": "identity",
        "google_id": "identity",
        "is_admin": "admin",
    },
)
_OWN: Final = ("email", "phone")
_SUPABASE: Final = Table(
    username=(),
    email_verified=("email_confirmed_at",),
    locked=("deleted_at",),
    locked_until=("banned_until",),
    # `role` is a role of the database, the same for everybody.
    roles=(),
    password_hash=("encrypted_password",),
)


def from_supabase(number: int, members: Mapping[str, object]) -> Row | OtherRow:
    """A row of `auth.users`; what its metadata say of the person is offered by name."""
    row = _SUPABASE.read(number, members)
    if _is_true(row.offered.get("is_anonymous")):
        return OtherRow(number, "anonymous")
    of_person, of_application = (
        each if isinstance(each, dict) else {}
        for each in (row.offered.get("raw_user_meta_data"), row.offered.get("raw_app_meta_data"))
    )
    identities, left_behind = read_identities(
        _supabase_identities(row.offered, of_application, of_person),
        lambda each: (each.get("provider"), each.get("sub"), each.get("email")),
    )
    return replace(
        row,
        offered={name: value for name, value in row.offered.items() if name != "identities"} | of_person,
        left_behind=left_behind,
        identities=identities,
    )


def _supabase_identities(
    offered: Mapping[str, object], of_application: Mapping[str, object], of_person: Mapping[str, object]
) -> list[Mapping[str, object]]:
    """Those of the API, or joined from `auth.identities`; else the one that the metadata are of."""
    joined = offered.get("identities")
    if isinstance(joined, list):
        rows = [each for each in joined if isinstance(each, dict) and each.get("provider") not in _OWN]
        data = [(each, each.get("identity_data")) for each in rows]
        return [{**each, **(said if isinstance(said, dict) else {})} for each, said in data]
    providers = of_application.get("providers")
    others = [each for each in providers if each not in _OWN] if isinstance(providers, list) else []
    said = {"sub": of_person.get("provider_id"), "email": of_person.get("email")} if len(others) == 1 else {}
    return [{"provider": each, **said} for each in others]


def _is_true(value: object) -> bool:
    return str(value).casefold() in ("t", "true", "1")


def _wordpress_roles(text: str) -> tuple[str, ...]:
    return tuple(_CAPABILITY.findall(text)) if text.startswith("a:") else read_role_names(text)


WORDPRESS: Final = Table(
    username=("user_login",),
    email=("user_email",),
    created_at=("user_registered",),
    locked=("deleted", "spam"),
    roles=("roles", "role", "wp_capabilities"),
    read_roles=_wordpress_roles,
    password_hash=("user_pass",),
)
