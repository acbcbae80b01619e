"""Preset: built-in knowledge about a provider. Data; the settings override it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Claims = Mapping[str, object]
Rule = Callable[[Claims], bool]
ByLanguage = Mapping[str, str]


def says_verified(claims: Claims) -> bool:
    """The boolean of OpenID Connect Core 1.0 section 5.1; text and numbers do not count (OI-09)."""
    return claims.get("email_verified") is True


def never(_claims: Claims) -> bool:
    """For providers without such a claim."""
    return False


@dataclass(frozen=True, slots=True)
class Look:
    """A button by the rules of its provider. Colors as `#rrggbb`."""

    ground: str
    text: str
    line: str | None = None
    """The border color. None: no border."""
    icon: str | None = None
    """The address of a square picture on your own site, such as `/static/forum.svg`; or the name of one of
    ours.
    """


@dataclass(frozen=True, slots=True)
class Revocation:
    """How to notify a provider that a user disconnects here."""

    endpoint: str
    """`{client_id}` stands for the client's id."""
    way: Literal["token", "github", "kakao", "line"] = "token"
    """`token`: it revokes a refresh token (RFC 7009). The others have proprietary ways."""
    token_endpoint: str | None = None
    """LINE: the endpoint for the channel's token, which revocation needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How to log in with one provider. With `issuer` it speaks OpenID Connect and is discovered; without, it
    speaks plain OAuth 2, with its three endpoints and the place of the account's id in the profile.

    A preset of your own goes into the settings: `providers={"forum": {"preset": Preset(...), ...}}`.
    """

    label: ByLanguage = field(default_factory=dict)
    """Its name, by language: `{"en": "Kakao", "ko": "카카오"}`. `en` serves for all others."""
    button: ByLanguage = field(default_factory=dict)
    """The whole text of its button, if its rules prescribe one."""
    look: Look | None = None
    refuses_apps: bool = False
    """Whether it refuses logins from inside another app, such as KakaoTalk."""

    issuer: str | None = None
    """`{tenant}` stands for the setting `tenant`."""
    other_issuers: tuple[str, ...] = ()
    """Another issuer that its ID tokens may name."""
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    userinfo_endpoint: str | None = None
    """Always called if given here; a discovered one only if the email address is missing."""
    emails_endpoint: str | None = None
    """Returns a list of `{email, primary, verified}`."""
    revocation: Revocation | None = None
    """None: by the endpoint that it publishes, if any."""
    callback_issuer: str | None = None
    """The expected `iss` of RFC 9207, if present, for a provider without `issuer`."""

    scopes: tuple[str, ...] = ("openid", "email", "profile")
    algorithms: tuple[str, ...] = ("RS256",)
    """The algorithms of ID tokens. An HMAC algorithm means that the client's secret is the key."""
    app_algorithms: tuple[str, ...] = ()
    """The algorithms of ID tokens from apps, if different; only with public keys."""
    client_auth: Literal["basic", "post"] | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Additional parameters of the redirect."""
    asks_again: Mapping[str, str] | None = None
    """Additional parameters of the redirect when a logged-in user has to authenticate again. None:
    `prompt=login` and `max_age=0` (OpenID Connect Core 1.0 section 3.1.2.1), if it speaks that.
    """
    says_when: bool = True
    """Whether its ID tokens then say when the user authenticated (`auth_time`). If not, it is no proof for
    users who have another way to authenticate here.
    """
    repeats_state: bool = False
    """Whether the state is sent with the code as well."""
    needs_nonce: Rule = field(default=lambda _claims: True)
    """Whether an ID token must repeat the nonce; a wrong nonce is always refused."""

    claims: Mapping[str, str] = field(default_factory=dict)
    """Where standard claims are, if not in their place: `{"sub": "response.id"}`."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What a valid profile must contain: `{"resultcode": "00"}`."""
    proves_email: Rule = says_verified
    """Whether its claims make an address a verified one."""
    is_relay: Rule = never
    """Whether the address was created only for this application."""
    no_mailboxes: tuple[str, ...] = ()
    """Domains of addresses that receive no mail."""

    notifies: Literal["apple", "kakao", "naver"] | None = None
    """How it notifies us that a user revoked the application's access there."""
    needs: tuple[str, ...] = ()
    """Required settings."""
    takes: tuple[str, ...] = ()
    """Settings specific to some providers."""

    @property
    def is_whole(self) -> bool:
        """Whether it defines where users log in, and which claim identifies their accounts."""
        endpoints = (self.authorization_endpoint, self.token_endpoint, self.userinfo_endpoint)
        return self.issuer is not None or (None not in endpoints and "sub" in self.claims)


PLAIN = Preset()
"""Any provider by its issuer, or by the four settings of plain OAuth 2."""


def in_language(texts: ByLanguage, language: str) -> str | None:
    """The text for a language, or else the English one."""
    return texts.get(language) or texts.get("en")
