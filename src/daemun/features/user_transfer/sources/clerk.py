"""Clerk: the export of users as CSV, and what its API says of a user."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from daemun.features.user_transfer.model import LeftBehind, Row
from daemun.features.user_transfer.sources.table import Table

_TABLE: Final = Table(
    email=("primary_email_address",),
    email_verified=("email_verified",),
    locked=("banned", "locked"),
    password_hash=("password_digest",),
    left_behind={"totp_secret": "totp", "totp_enabled": "totp", "backup_code_enabled": "recovery_codes"},
)


def from_clerk(number: int, members: Mapping[str, object]) -> Row:
    """A user: one address, the others are left behind."""
    members = _snake(members)
    addresses = dict(_addresses(members))
    primary = str(members.get("primary_email_address") or next(iter(addresses), ""))
    known = {
        "primary_email_address": primary,
        "email_verified": addresses.get(primary.casefold(), False),
    }
    row = _TABLE.read(number, {**members, **known})
    others = [address for address in addresses if address != primary.casefold()]
    external = members.get("external_accounts")
    return replace(
        row,
        left_behind=(
            *row.left_behind,
            *(LeftBehind("email_address", {"email": address}) for address in others),
            *(LeftBehind("identity") for _ in (external if isinstance(external, list) else [])),
        ),
    )


def _snake(members: Mapping[str, object]) -> dict[str, object]:
    """Names as the API and CSV have them; those of Clerk's JavaScript are in camel case."""
    return {
        re.sub(r"(?<=[a-z])[A-Z]", lambda capital: f"_{capital[0].lower()}", name): value
        for name, value in members.items()
    }


def _addresses(members: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """Every address in small letters, and whether it was proven; the API's primary address first."""
    listed = members.get("email_addresses")
    found = [_snake(each) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    for each in sorted(found, key=lambda each: each.get("id") != members.get("primary_email_address_id")):
        proof = each.get("verification")
        is_proven = isinstance(proof, dict) and proof.get("status") == "verified"
        yield str(each.get("email_address")).casefold(), is_proven
    for name, is_proven in (("verified_email_addresses", True), ("unverified_email_addresses", False)):
        for address in re.split(r"[\s,;|\[\]\"]+", str(members.get(name) or "")):
            if address:
                yield address.casefold(), is_proven
