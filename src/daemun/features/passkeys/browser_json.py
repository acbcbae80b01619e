"""What browsers write and read: credentials and options as JSON (WebAuthn Level 3 section 5.1)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

_Base64url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=60_000)]
_Transport = Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,32}$")]


class _FromBrowser(BaseModel):
    """What a browser writes; newer ones may write more."""

    model_config = ConfigDict(
        strict=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        json_schema_extra={"additionalProperties": False},
    )

    def as_json(self) -> dict[str, object]:
        return self.model_dump(by_alias=True)


class NewCredentialResponse(_FromBrowser):
    """`AuthenticatorAttestationResponseJSON` (WebAuthn Level 3 section 5.1)."""

    client_data_json: _Base64url = Field(alias="clientDataJSON")
    attestation_object: _Base64url = Field(alias="attestationObject")
    transports: list[_Transport] = Field(default=[], max_length=16)


class NewCredential(_FromBrowser):
    """`RegistrationResponseJSON`: what `navigator.credentials.create` gave."""

    id: _Base64url
    raw_id: _Base64url = Field(alias="rawId")
    type: Literal["public-key"]
    response: NewCredentialResponse


class AssertionResponse(_FromBrowser):
    """`AuthenticatorAssertionResponseJSON`."""

    client_data_json: _Base64url = Field(alias="clientDataJSON")
    authenticator_data: _Base64url = Field(alias="authenticatorData")
    signature: _Base64url
    user_handle: _Base64url | None = Field(default=None, alias="userHandle")


class Credential(_FromBrowser):
    """`AuthenticationResponseJSON`: what `navigator.credentials.get` gave."""

    id: _Base64url
    raw_id: _Base64url = Field(alias="rawId")
    type: Literal["public-key"]
    response: AssertionResponse


class DescriptorAnswer(TypedDict):
    """A passkey, as browsers know it."""

    type: Literal["public-key"]
    id: str
    transports: list[str]


class ParametersAnswer(TypedDict):
    """An algorithm (RFC 9053)."""

    type: Literal["public-key"]
    alg: int


class SelectionAnswer(TypedDict):
    """What the new key must be able to do."""

    residentKey: str
    requireResidentKey: bool
    userVerification: str


class RelyingPartyAnswer(TypedDict):
    """For whom the key is."""

    id: str
    name: str


class KeyOwnerAnswer(TypedDict):
    """The user of the key."""

    id: str
    name: str
    displayName: str


class CreationOptionsAnswer(TypedDict):
    """`PublicKeyCredentialCreationOptionsJSON`, for `PublicKeyCredential.parseCreationOptionsFromJSON`."""

    rp: RelyingPartyAnswer
    user: KeyOwnerAnswer
    challenge: str
    pubKeyCredParams: list[ParametersAnswer]
    timeout: int
    excludeCredentials: list[DescriptorAnswer]
    authenticatorSelection: SelectionAnswer
    attestation: str


class RequestOptionsAnswer(TypedDict):
    """`PublicKeyCredentialRequestOptionsJSON`, for `PublicKeyCredential.parseRequestOptionsFromJSON`."""

    challenge: str
    timeout: int
    rpId: str
    allowCredentials: list[DescriptorAnswer]
    userVerification: str
