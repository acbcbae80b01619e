"""The claims of an access token after every check, typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from daemun_verify.errors import InvalidToken, InvalidTokenCode
from daemun_verify.read_only_dict import ReadOnlyDict

# NumericDate of the last second of the year 9999.
_LAST_INSTANT = 253402300799


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """An access token (RFC 9068 section 2.2) that passed every check.

    Its texts are still user input: do not put them into SQL, HTML or a path unescaped.
    """

    user_id: str
    """`sub`: never reassigned to another user."""
    issuer: str
    audience: tuple[str, ...]
    client_id: str
    token_id: str
    issued_at: datetime
    """Aware, UTC, like all instants here."""
    expires_at: datetime
    session_id: str | None = None
    """`sid`: the login that this token belongs to."""
    auth_time: datetime | None = None
    """When the user authenticated."""
    factor_time: datetime | None = None
    """When the user last proved a second factor; a password alone does not renew it."""
    amr: tuple[str, ...] = ()
    """How the user authenticated (RFC 8176)."""
    acr: str | None = None
    roles: tuple[str, ...] = ()
    scopes: frozenset[str] = frozenset()
    username: str | None = None
    claims: Mapping[str, object] = field(default_factory=ReadOnlyDict, repr=False, hash=False)
    """All claims, read-only: arrays are tuples, objects are dicts that refuse changes."""


def read_verified_token(
    claims: dict[str, object], *, audience: tuple[str, ...], issued_at: float, expires_at: float
) -> VerifiedToken:
    """Read the other claims (RFC 9068 sections 2.2 and 2.2.1 to 2.2.3), and make `claims` itself read-only.

    Raises `InvalidToken` with `claim_missing` or `claim_invalid` and the name of the claim.
    """
    return VerifiedToken(
        user_id=_read_text(claims, "sub"),
        issuer=_read_text(claims, "iss"),
        audience=audience,
        client_id=_read_text(claims, "client_id"),
        token_id=_read_text(claims, "jti"),
        issued_at=datetime.fromtimestamp(issued_at, UTC),
        expires_at=datetime.fromtimestamp(expires_at, UTC),
        session_id=_read_text(claims, "sid") if "sid" in claims else None,
        auth_time=_read_time(claims, "auth_time"),
        factor_time=_read_time(claims, "factor_time"),
        amr=_freeze_texts(claims, "amr"),
        acr=_read_text(claims, "acr") if "acr" in claims else None,
        roles=_freeze_texts(claims, "roles"),
        scopes=_read_scopes(claims),
        username=_read_text(claims, "username") if "username" in claims else None,
        claims=_freeze_object(claims),
    )


def read_instant(claims: Mapping[str, object], name: str) -> float:
    """Read a NumericDate (RFC 7519 section 2): a number within the years 1970 to 9999."""
    value = claims.get(name)
    # In Python bool is an int, but true is not an instant.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LAST_INSTANT:
        raise _refusal(claims, name)
    return value


def _read_time(claims: Mapping[str, object], name: str) -> datetime | None:
    return datetime.fromtimestamp(read_instant(claims, name), UTC) if name in claims else None


def read_audience(claims: dict[str, object]) -> tuple[str, ...]:
    """Read `aud`: one text or a list of texts (RFC 7519 section 4.1.3); a list becomes a tuple in place."""
    if isinstance(claims.get("aud"), str):
        return (_read_text(claims, "aud"),)
    audience = _freeze_texts(claims, "aud")
    if not audience:
        raise _refusal(claims, "aud")
    return audience


def _read_text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise _refusal(claims, name)
    return value


def _freeze_texts(claims: dict[str, object], name: str) -> tuple[str, ...]:
    """Read a list of texts, and leave a tuple in its place."""
    if name not in claims:
        return ()
    values = claims[name]
    if not isinstance(values, list):
        raise _refusal(claims, name)
    for value in values:
        if not isinstance(value, str) or not value:
            raise _refusal(claims, name)
    claims[name] = texts = tuple(values)
    return texts


def _read_scopes(claims: Mapping[str, object]) -> frozenset[str]:
    """Read `scope`: names with a space between them (RFC 6749 section 3.3)."""
    scope = claims.get("scope", "")
    if not isinstance(scope, str):
        raise _refusal(claims, "scope")
    return frozenset(scope.split(" ")) - {""}


def _refusal(claims: Mapping[str, object], name: str) -> InvalidToken:
    code = InvalidTokenCode.CLAIM_INVALID if name in claims else InvalidTokenCode.CLAIM_MISSING
    return InvalidToken(code, claim=name)


def _freeze_object(members: dict[str, object]) -> Mapping[str, object]:
    """Make an object read-only: a cached token is returned to many callers."""
    for name, value in members.items():
        # The JSON parser creates exactly these types, no subclasses.
        if type(value) is list or type(value) is dict:
            members[name] = _freeze(value)
    return ReadOnlyDict(members)


def _freeze(value: object) -> object:
    if isinstance(value, dict):
        return _freeze_object(value)
    return tuple(map(_freeze, value)) if isinstance(value, list) else value
