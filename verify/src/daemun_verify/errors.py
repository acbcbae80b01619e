"""The one exception of this package, and its stable codes."""

from enum import StrEnum


class InvalidTokenCode(StrEnum):
    """Why a token was not accepted. The values never change: programs may compare them."""

    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    HEADER_REFUSED = "header_refused"
    ALGORITHM_REFUSED = "algorithm_refused"
    UNKNOWN_KEY = "unknown_key"
    KEYS_UNAVAILABLE = "keys_unavailable"
    BAD_SIGNATURE = "bad_signature"
    WRONG_TYPE = "wrong_type"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    CLAIM_MISSING = "claim_missing"
    CLAIM_INVALID = "claim_invalid"
    REVOKED = "revoked"


_SENTENCES = {
    InvalidTokenCode.TOO_LARGE: "The token is too large.",
    InvalidTokenCode.MALFORMED: "The token is not a signed JWT in compact form.",
    InvalidTokenCode.HEADER_REFUSED: "The header has a member that is never accepted.",
    InvalidTokenCode.ALGORITHM_REFUSED: "The algorithm is not allowed, or is not the one of the key.",
    InvalidTokenCode.UNKNOWN_KEY: "The token names no key that is known here.",
    InvalidTokenCode.KEYS_UNAVAILABLE: "The keys of the issuer could not be read.",
    InvalidTokenCode.BAD_SIGNATURE: "The signature does not match.",
    InvalidTokenCode.WRONG_TYPE: "The token is of another type.",
    InvalidTokenCode.WRONG_ISSUER: "The token comes from another issuer.",
    InvalidTokenCode.WRONG_AUDIENCE: "The token is meant for another audience.",
    InvalidTokenCode.EXPIRED: "The token has expired.",
    InvalidTokenCode.NOT_YET_VALID: "The token is not valid yet.",
    InvalidTokenCode.CLAIM_MISSING: "A required claim is missing",
    InvalidTokenCode.CLAIM_INVALID: "A claim has an unusable value",
    InvalidTokenCode.REVOKED: "The token has been revoked.",
}


class InvalidToken(Exception):
    """A token that is not accepted: `code` says why, `claim` names the claim at fault, if any.

    Raised by the checks of RFC 9068 section 4 and RFC 8725 section 3, in whichever order they fail.

    The text never repeats any part of the token.
    """

    def __init__(self, code: InvalidTokenCode, *, claim: str | None = None) -> None:
        self.code = code
        self.claim = claim

    def __str__(self) -> str:
        sentence = _SENTENCES[self.code]
        return sentence if self.claim is None else f"{sentence}: {self.claim}."


class KeysUnavailable(InvalidToken):
    """No usable keys are available, so no token can be verified; raised by key sets."""

    def __init__(self) -> None:
        super().__init__(InvalidTokenCode.KEYS_UNAVAILABLE)
