"""Things to store, with every field filled in; say what matters."""

from datetime import UTC, datetime, timedelta

from daemun.features.audit.model import RecordedEvent
from daemun.features.login.model import LoginAttempt
from daemun.features.mails.model import OutgoingMail
from daemun.features.one_time_tokens.model import StoredToken
from daemun.features.passkeys.model import Passkey
from daemun.features.passwords.model import StoredPassword
from daemun.features.recovery_codes.model import StoredRecoveryCode
from daemun.features.sessions.model import Session
from daemun.features.social_login.model import Grant, Identity
from daemun.features.tokens.model import SigningKey
from daemun.features.totp.model import StoredTotp
from daemun.features.trusted_devices.model import TrustedDevice
from daemun.features.users.confusables import skeleton
from daemun.features.users.model import User
from daemun.origin import Origin

NOW = datetime(2026, 11, 23, 9, 30, 15, 123_000, tzinfo=UTC)
A_MILLISECOND = timedelta(milliseconds=1)
A_MINUTE = timedelta(minutes=1)


def a_user(name: str = "kim", **fields: object) -> User:
    values: dict[str, object] = {
        "id": f"user-{name}",
        "created_at": NOW,
        "updated_at": NOW,
        "username": name.title(),
        "username_key": name,
        "username_skeleton": skeleton(name),
        "email": f"{name.title()}@example.kr",
        "email_key": f"{name}@example.kr",
        "email_verified_at": NOW + A_MINUTE,
        "profile": {"이름": "김민수", "tags": ["a", {"b": None}], "age": 41, "odd": "\0\ud800"},
        "locked_at": NOW + A_MINUTE,
        "language": "ko",
    }
    return User(**values | fields)  # type: ignore[arg-type]


def a_password(user: User, **fields: object) -> StoredPassword:
    values: dict[str, object] = {
        "user_id": user.id,
        "hash": "$argon2id$v=19$first",
        "changed_at": NOW,
        "must_change": True,
    }
    return StoredPassword(**values | fields)  # type: ignore[arg-type]


def a_session(user: User, name: str = "one", **fields: object) -> Session:
    values: dict[str, object] = {
        "id": f"session-{name}-of-{user.id}",
        "user_id": user.id,
        "family_digest": b"\0\xff" * 16,
        "generation": 0,
        "created_at": NOW,
        "authenticated_at": NOW - A_MINUTE,
        "amr": ("pwd", "otp"),
        "scope": "read write",
        "refreshed_at": NOW,
        "minute_started_at": NOW,
        "refreshes_in_minute": 3,
        "idle_expires_at": NOW + timedelta(days=14),
        "expires_at": NOW + timedelta(days=30),
        "address": "2001:db8::1",
        "user_agent": "Browser 1.0 (한국어)",
        "factor_proven_at": NOW - A_MINUTE,
    }
    return Session(**values | fields)  # type: ignore[arg-type]


def an_attempt(user: User, **fields: object) -> LoginAttempt:
    values: dict[str, object] = {
        "digest": b"\x01" * 32,
        "user_id": user.id,
        "proven": ("pwd",),
        "scope": "",
        "expires_at": NOW + timedelta(minutes=5),
        "begun_at": NOW,
    }
    return LoginAttempt(**values | fields)  # type: ignore[arg-type]


def a_token(**fields: object) -> StoredToken:
    values: dict[str, object] = {
        "digest": b"\x01" * 32,
        "purpose": "password_reset",
        "subject": "user-kim",
        "user_id": None,
        "code_digest": b"\x02" * 32,
        "version": "v1",
        "sealed_payload": b"sealed",
        "created_at": NOW,
        "code_expires_at": NOW + timedelta(minutes=10),
        "expires_at": NOW + timedelta(minutes=30),
    }
    return StoredToken(**values | fields)  # type: ignore[arg-type]


def a_totp(user: User, name: str = "one", **fields: object) -> StoredTotp:
    values: dict[str, object] = {
        "id": f"totp-{name}",
        "user_id": user.id,
        "name": "휴대전화",
        "sealed_secret": b"\0sealed\xff",
        "created_at": NOW,
        "pending_until": NOW + timedelta(minutes=15),
    }
    return StoredTotp(**values | fields)  # type: ignore[arg-type]


def a_recovery_code(user: User, number: int = 0, **fields: object) -> StoredRecoveryCode:
    values: dict[str, object] = {
        "user_id": user.id,
        "number": number,
        "label": f"AAA{number}",
        "hash": f"$argon2id$v=19$code-{number}",
        "created_at": NOW,
    }
    return StoredRecoveryCode(**values | fields)  # type: ignore[arg-type]


def a_trusted_device(user: User, name: str = "one", **fields: object) -> TrustedDevice:
    values: dict[str, object] = {
        "id": f"device-{name}",
        "user_id": user.id,
        "digest": name.encode(),
        "credential": "v1",
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=30),
        "last_used_at": NOW,
        "address": "192.0.2.7",
        "user_agent": "Browser 1.0 (한국어)",
    }
    return TrustedDevice(**values | fields)  # type: ignore[arg-type]


def a_passkey(user: User, name: str = "one", **fields: object) -> Passkey:
    values: dict[str, object] = {
        "id": f"passkey-{name}-of-{user.id}",
        "user_id": user.id,
        "credential_id": b"\0\xff" + name.encode(),
        "public_key": b"\xa5key",
        "user_handle": b"\0\xff" * 32,
        "name": "열쇠",
        "aaguid": "00000000-0000-0000-0000-000000000000",
        "transports": ("internal", "hybrid"),
        "sign_count": 0,
        "is_backup_eligible": True,
        "is_backed_up": True,
        "created_at": NOW,
    }
    return Passkey(**values | fields)  # type: ignore[arg-type]


def an_identity(user: User, name: str = "one", **fields: object) -> Identity:
    values: dict[str, object] = {
        "id": f"identity-{name}",
        "user_id": user.id,
        "provider": "school",
        "issuer": "https://school.example",
        "subject": f"subject-{name}",
        "email": "민수@example.kr",
        "created_at": NOW,
    }
    return Identity(**values | fields)  # type: ignore[arg-type]


def a_grant(identity: Identity, **fields: object) -> Grant:
    values: dict[str, object] = {
        "id": identity.id,
        "identity_id": identity.id,
        "provider": identity.provider,
        "sealed": b"sealed",
        "next_try_at": NOW,
    }
    return Grant(**values | fields)  # type: ignore[arg-type]


def a_mail(name: str = "one", **fields: object) -> OutgoingMail:
    values: dict[str, object] = {
        "id": f"mail-{name}",
        "name": "password_changed",
        "user_id": None,
        "sealed": b"sealed",
        "is_written": False,
        "created_at": NOW,
        "next_try_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    return OutgoingMail(**values | fields)  # type: ignore[arg-type]


def a_key(number: int = 1, **fields: object) -> SigningKey:
    values: dict[str, object] = {
        "number": number,
        "id": f"key-{number}",
        "algorithm": "ES256",
        "public_jwk": {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"},
        "sealed_private_key": b"\0sealed\xff",
        "created_at": NOW,
        "signs_from": NOW + timedelta(days=1),
    }
    return SigningKey(**values | fields)  # type: ignore[arg-type]


def an_event(name: str = "one", **fields: object) -> RecordedEvent:
    values: dict[str, object] = {
        "id": f"event-{name}",
        "at": NOW,
        "name": "user.logged_in",
        "user_id": "user-kim",
        "session_id": "session-one",
        "origin": Origin(address="192.0.2.7", user_agent="Browser 1.0", request_id="r1"),
        "details": {"amr": ("pwd", "otp"), "count": 3, "known": True, "reason": None, "limit": "address"},
    }
    return RecordedEvent(**values | fields)  # type: ignore[arg-type]
