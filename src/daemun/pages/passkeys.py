"""What a browser signed with a passkey, and sent by a form."""

from flask import request
from pydantic import ValidationError

from daemun.features.passkeys.browser_json import Credential
from daemun.features.passkeys.errors import PasskeyRefused
from daemun.features.passkeys.model import Response as PasskeyResponse

PASSKEY_FIELD = "passkey"


def is_passkey() -> bool:
    """Whether the present form carries a passkey; only once the form was read."""
    return PASSKEY_FIELD in request.form


def read_passkey() -> PasskeyResponse:
    """What the script put into the present form, once the form was read. Raises PasskeyRefused."""
    try:
        return Credential.model_validate_json(request.form.get(PASSKEY_FIELD, "")).as_json()
    except ValidationError:
        raise PasskeyRefused from None
