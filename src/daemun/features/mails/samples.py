"""Every mail by the name of its template, with the facts that templates may use."""

from collections.abc import Mapping
from typing import Final

from daemun.features.mails.model import Facts

_EVERY_MAIL: Final[Facts] = {
    "service": "Bookshop",
    "name": "minsu",
    "at": "23 November 2026, 09:00 UTC",
    "device": "Chrome · Windows",
    "address": "192.0.2.7",
}
_WITH_SECRET: Final[Facts] = {
    **_EVERY_MAIL,
    "link": "https://shop.example/page?token=-t0Ol4W6oFmCYnEJhCWWPsUSG5mTDvXyzRPMlRwkZhc",
    "code": "1234 5678",
}
# Whoever entered an unverified address also chose the name.
_TO_A_STRANGER: Final[Facts] = {name: text for name, text in _WITH_SECRET.items() if name != "name"}
_FROM_A_REQUEST: Final = ("device", "address")
SAMPLES: Final[Mapping[str, Facts]] = {
    "account_deleted": {name: text for name, text in _EVERY_MAIL.items() if name not in _FROM_A_REQUEST},
    "account_deletion_asked": {
        **_EVERY_MAIL,
        "days": "7",
        "link": "https://shop.example/account/undelete",
    },
    "address_taken": _EVERY_MAIL,
    "confirm_address": _TO_A_STRANGER,
    "confirm_registration": _TO_A_STRANGER,
    "confirm_new_address": {name: text for name, text in _TO_A_STRANGER.items() if name != "link"},
    "email_changed": {name: text for name, text in _WITH_SECRET.items() if name != "code"},
    "email_restored": _EVERY_MAIL,
    "factor_added": {**_EVERY_MAIL, "kind": "totp"},
    "factor_removed": {**_EVERY_MAIL, "kind": "totp"},
    "factor_removed_for_you": {
        **{name: text for name, text in _EVERY_MAIL.items() if name not in _FROM_A_REQUEST},
        "kind": "totp",
        "reason": "lost phone, passport seen",
    },
    "identity_connected": {**_EVERY_MAIL, "provider": "Google"},
    "identity_removed": {**_EVERY_MAIL, "provider": "Google"},
    "invitation": {name: _WITH_SECRET[name] for name in ("service", "link")},
    "invitation_used": _EVERY_MAIL,
    "login_code": {name: text for name, text in _WITH_SECRET.items() if name != "link"},
    "new_login": _EVERY_MAIL,
    "passkey_refused": _EVERY_MAIL,
    "password_changed": _EVERY_MAIL,
    "password_reset": _WITH_SECRET,
    "password_was_reset": _EVERY_MAIL,
    "recovery_code_used": {**_EVERY_MAIL, "left": "2"},
    "recovery_codes_renewed": _EVERY_MAIL,
    "session_stopped": _EVERY_MAIL,
    "test": {"service": "Bookshop", "at": "2026-11-23 09:00 UTC"},
}
