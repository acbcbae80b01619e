"""Preset: built-in knowledge about a provider. Data; the settings override it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Claims = Mapping[str, object]
Rule = Callable[[Claims], bool]
ByLanguage = Mapping[str, str]


def says_verified(claims: Claims) -> bool:
    """The boolean of OpenID Connect Core 1.0 section 5.1: text and numbers are no promise (OI-09)."""
    return claims.get("email_verified") is True


def never(_claims: Claims) -> bool:
    """For providers that say nothing of the kind."""
    return False


@dataclass(frozen=True, slots=True)
class Look:
    """A button by the rules of its provider. Colors as `#rrggbb`."""

    ground: str
    text: str
    line: str | None = None
    """Around it. None: nothing."""
    icon: str | None = None
    """The address of a square picture on your own site, such as `/static/forum.svg`; or the name of one of
    ours.
    """


@dataclass(frozen=True, slots=True)
class Revocation:
    """How a provider is told that a user disconnects here."""

    endpoint: str
    """`{client_id}` in it stands for the client's id."""
    way: Literal["token", "github", "kakao", "line"] = "token"
    """`token`: it takes back a refresh token (RFC 7009). The others have ways of their own."""
    token_endpoint: str | None = None
    """LINE: gives the channel the token that it needs for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How to log in with one provider. With `issuer` it speaks OpenID Connect and is discovered; without, it
    speaks plain OAuth 2, with its three endpoints and the place of the account's id in the profile.

    A preset of your own goes into the settings: `providers={"forum": {"preset": Preset(...), ...}}`.
    """

    label: ByLanguage = field(default_factory=dict)
    """Its name, by language: `{"en": "Kakao", "ko": "카카오"}`. `en` serves for all others."""
    button: ByLanguage = field(default_factory=dict)
    """The whole text of its button, where it has rules for that."""
    look: Look | None = None
    refuses_apps: bool = False
    """Whether it refuses logins from inside another app, such as KakaoTalk."""

    issuer: str | None = None
    """`{tenant}` in it stands for the setting `tenant`."""
    other_issuers: tuple[str, ...] = ()
    """What its ID tokens may say instead."""
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    userinfo_endpoint: str | None = None
    """Always asked when it is given here; one that is discovered, when the address is missing."""
    emails_endpoint: str | None = None
    """Gives a list of `{email, primary, verified}`."""
    revocation: Revocation | None = None
    """None: by the endpoint that it announces, if it does."""
    callback_issuer: str | None = None
    """What the `iss` of RFC 9207 must be when it comes, where there is no `issuer`."""

    scopes: tuple[str, ...] = ("openid", "email", "profile")
    algorithms: tuple[str, ...] = ("RS256",)
    """Of ID tokens. An HMAC algorithm means: the client's secret is the key."""
    app_algorithms: tuple[str, ...] = ()
    """Of those that apps bring, where they are others; public keys alone."""
    client_auth: Literal["basic", "post"] | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What is sent along with the browser."""
    asks_again: Mapping[str, str] | None = None
    """What is sent along when somebody who is logged in here has to prove once more who they are. None:
    `prompt=login` and `max_age=0` (OpenID Connect Core 1.0 section 3.1.2.1), where it speaks that.
    """
    says_when: bool = True
    """Whether its ID tokens then say when that was proven (`auth_time`). Where they do not, it is no proof
    for people who have another way to prove it here.
    """
    repeats_state: bool = False
    """Whether the state is sent with the code, too."""
    needs_nonce: Rule = field(default=lambda _claims: True)
    """Whether an ID token must repeat the nonce; one that does so must do it right."""

    claims: Mapping[str, str] = field(default_factory=dict)
    """Where claims of the standard are, when not in their place: `{"sub": "response.id"}`."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What a profile must say of itself to be one: `{"resultcode": "00"}`."""
    proves_email: Rule = says_verified
    """Whether its claims make an address a verified one."""
    is_relay: Rule = never
    """Whether the address was made for this application alone."""
    no_mailboxes: tuple[str, ...] = ()
    """Domains of addresses that take no mail."""

    notifies: Literal["apple", "kakao", "naver"] | None = None
    """How it notifies us that a user revoked the application's access there."""
    needs: tuple[str, ...] = ()
    """Settings that it cannot do without."""
    takes: tuple[str, ...] = ()
    """Settings that only some providers know."""

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
