"""Providers whose accounts users may log in with."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, PlainValidator, SecretStr, StringConstraints, model_validator

from daemun.features.social_login.client_secret import shared_key
from daemun.features.social_login.preset import PLAIN, Preset
from daemun.features.social_login.presets import PRESETS
from daemun.features.tokens.signer import read_es256_key
from daemun.loopback import leaves_in_the_clear
from daemun.settings_group import SettingsGroup, written_like
from daemun.web_address import IsPossible, WebAddress

RESERVED_NAME: Final = "code"
"""`POST /login/with/code` is a call of its own."""
PLAIN_OAUTH: Final = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "subject")
"""The four settings of plain OAuth 2."""
SECRETS: Final = ("client_secret", "private_key", "admin_key")
"""Each may be given as a file, by its name and `_file`."""
_ONLY_SOME_KNOW: Final = ("team_id", "key_id", "private_key", "admin_key", "tenant", "tenants")


def _is_free(name: str) -> str:
    if name == RESERVED_NAME:
        raise ValueError("is taken; choose another name")
    return name


def _read_preset(preset: object) -> Preset | str:
    if not isinstance(preset, Preset | str):
        raise ValueError(f"must be one of {', '.join(PRESETS)}")
    return preset


ProviderName = Annotated[
    str,
    written_like(
        r"[a-z][a-z0-9-]{0,31}",
        "a name of small letters, digits and -, which begins with a letter and has at most 32 characters",
    ),
    AfterValidator(_is_free),
]
Algorithm = Literal["RS256", "ES256", "PS256", "RS384", "ES384", "RS512", "ES512", "EdDSA", "Ed25519"]
Endpoint = Annotated[str, written_like(r"https?://[^/?#]+[^#]*", "an https:// address without #"), IsPossible]
Text = Annotated[str, StringConstraints(min_length=1, max_length=512)]
_TENANT_ID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TENANT_WORDS: Final = "the id of a tenant: 8, 4, 4, 4 and 12 hexadecimal digits with - between"
TenantId = Annotated[str, written_like(_TENANT_ID, _TENANT_WORDS)]
TenantOrKind = Annotated[
    str,
    written_like(
        rf"common|organizations|consumers|{_TENANT_ID}",
        f"common, organizations, consumers or {_TENANT_WORDS}",
    ),
]
MAX_PROVIDERS = 32


class ProviderSettings(SettingsGroup):
    """`[providers.NAME]`: one provider. It is known by its name, or by `preset`; or by its `issuer`, where
    it speaks OpenID Connect, or by the four settings of plain OAuth 2.
    """

    preset: Annotated[Preset | str, PlainValidator(_read_preset)] | None = None
    """One of `google`, `apple`, `microsoft`, `github`, `kakao`, `naver`, `line`, where the provider has
    another name here; in Python also a `Preset` of your own.
    """
    issuer: WebAddress | None = None
    """Its issuer, exactly as its discovery document says."""
    authorization_endpoint: Endpoint | None = None
    """Plain OAuth 2: where browsers are sent."""
    token_endpoint: Endpoint | None = None
    """Plain OAuth 2: where a code is exchanged."""
    userinfo_endpoint: Endpoint | None = None
    """Plain OAuth 2: who the person is."""
    subject: (
        Annotated[
            str,
            written_like(r"[^\s.]+(\.[^\s.]+)*", "the name of a member of its answer, such as id or user.id"),
        ]
        | None
    ) = None
    """Plain OAuth 2: the member of that answer which is the account's id, such as `id` or `user.id`. It must
    never be given to another account, as names are.
    """
    client_id: Text
    """What the provider knows this application by."""
    app_client_ids: tuple[Text, ...] = ()
    """What it knows your apps on phones and desktops by: their ID tokens are for one of these, or for
    `client_id`.
    """
    client_secret: SecretStr | None = None
    """Its password at the provider; or `client_secret_file`: the path of a file that holds it. None: a public
    client.
    """
    label: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    """The label of the button. None: that of the preset, or its name."""
    scopes: (
        tuple[
            Annotated[
                str,
                written_like(
                    r"[\x21\x23-\x5b\x5d-\x7e]+", "a scope: ASCII without spaces, quotes and backslashes"
                ),
            ],
            ...,
        ]
        | None
    ) = None
    """The scopes to request. None: those of the preset; `openid email profile` without one."""
    algorithms: tuple[Algorithm, ...] | None = Field(default=None, min_length=1)
    """Allowed algorithms of its ID tokens, whatever discovery says. None: `RS256`, or those of the preset."""
    client_auth: Literal["basic", "post"] | None = None
    """How the secret is sent. None: as the preset or discovery says."""
    link: Literal["ask", "auto"] = "ask"
    """When the address is that of a user already: `ask` them to log in to that account first, or connect by
    itself (`auto`), which needs the address to be proven here and there.
    """
    trust_email: bool = False
    """Whether addresses count as proven without `email_verified`: for a provider of your own alone."""
    email_domains: tuple[str, ...] = ()
    """Domains whose addresses the provider may vouch for, such as `example.com`; none: all."""
    internal: bool = False
    """Whether it is inside your own network: then its address need not be public."""
    team_id: Text | None = None
    """Apple: the team's id."""
    key_id: Text | None = None
    """Apple: the id of the key."""
    private_key: SecretStr | None = None
    """Apple: the key itself; or `private_key_file`: the path of `AuthKey_....p8`."""
    admin_key: SecretStr | None = None
    """Kakao: the primary admin key, which comes with its notifications, and with which people who disconnect
    here are unlinked there; or `admin_key_file`. None: it takes no notifications.
    """
    tenant: TenantOrKind | None = None
    """Microsoft: whose accounts may log in. None: `common`, everybody's."""
    tenants: tuple[TenantId, ...] = ()
    """Microsoft, with `common` or `organizations`: the tenants that may come; none: all."""

    @property
    def known_preset(self) -> Preset | None:
        """The preset that it overrides."""
        return PRESETS.get(self.preset) if isinstance(self.preset, str) else self.preset

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        # One sentence: the first mistake is told, then the next.
        for mistake in self._mistakes():
            raise ValueError(mistake)
        return self

    def _mistakes(self) -> Iterator[str]:
        if isinstance(self.preset, str) and self.preset not in PRESETS:
            yield f"preset: must be one of {', '.join(PRESETS)}"
        yield from self._wrong_addresses(self.known_preset)
        preset = self.known_preset or PLAIN
        for name in preset.needs:
            if not getattr(self, name):
                yield f"{name}: is missing"
        for name in _ONLY_SOME_KNOW:
            if getattr(self, name) and name not in (*preset.needs, *preset.takes):
                yield f"{name}: is for another kind of provider"
        speaks_openid = self.issuer is not None or preset.issuer is not None
        if speaks_openid and self.scopes is not None and "openid" not in self.scopes:
            yield "scopes: openid is missing"
        is_known = preset in PRESETS.values()
        if self.trust_email and is_known and self.tenant in (None, "common", "organizations", "consumers"):
            yield "trust_email: is for a provider of your own, or one tenant"
        yield from self._wrong_keys(preset)

    def _wrong_addresses(self, preset: Preset | None) -> Iterator[str]:
        given = [name for name in ("issuer", *PLAIN_OAUTH) if getattr(self, name) is not None]
        if preset is not None:
            yield from (f"{name}: the preset has its own; leave one out" for name in given)
            if not preset.is_whole:
                yield "preset: needs an issuer, or the three endpoints of plain OAuth 2"
        elif self.issuer is not None:
            yield from (f"{name}: the issuer publishes its own; leave one out" for name in given[1:])
        elif not given:
            yield f"issuer: is missing; for plain OAuth 2 give {', '.join(PLAIN_OAUTH)}"
        else:
            yield from (f"{name}: is missing" for name in PLAIN_OAUTH if name not in given)
        for name in given:
            if name != "subject":
                yield from _unsafe(name, getattr(self, name))

    def _wrong_keys(self, preset: Preset) -> Iterator[str]:
        if self.private_key is not None:
            try:
                read_es256_key(self.private_key.get_secret_value())
            except ValueError:
                yield "private_key: must be an EC key (P-256) in PEM, as in Apple's .p8 file"
        algorithms = self.algorithms or preset.algorithms
        for algorithm in algorithms:
            if algorithm.startswith("HS") and self.client_secret is not None:
                try:
                    shared_key(self.client_secret.get_secret_value(), algorithm, "client_secret")
                except ValueError as refused:
                    yield f"client_secret: {refused}"


def _unsafe(name: str, address: str) -> Iterator[str]:
    if leaves_in_the_clear(address):
        yield f"{name}: an http:// address is not safe; use https://"
