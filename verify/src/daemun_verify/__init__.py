"""Verifies Daemun's access tokens in any service."""

from daemun_verify.errors import InvalidToken, InvalidTokenCode, KeysUnavailable
from daemun_verify.key_set import FixedKeySet, KeySet
from daemun_verify.remote_key_set import RemoteKeySet
from daemun_verify.verification_key import VerificationKey
from daemun_verify.verified_token import VerifiedToken
from daemun_verify.verifier import Verifier

__all__ = [
    "FixedKeySet",
    "InvalidToken",
    "InvalidTokenCode",
    "KeySet",
    "KeysUnavailable",
    "RemoteKeySet",
    "VerificationKey",
    "VerifiedToken",
    "Verifier",
]
