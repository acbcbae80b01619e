"""What providers answer, as their own documents show it: data for `StandIn`. Addresses are without `https://`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SECRET = "4f1c0b7a9e2d58637bd0ae61c95f3284"
ADMIN_KEY = "f0e1d2c3b4a5968778695a4b3c2d1e0f"
CLIENT = "shop-1"
TENANT = "7c1f0f0e-4d0a-4f6b-9d52-0c9a7b3f1e42"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How a provider takes back what a person agreed to."""

    address: str
    method: str = "POST"
    media: str = "application/x-www-form-urlencoded"
    member: str = "token"
    """What names the person: a token, or Kakao's number."""
    kind: Literal["refresh_token", "access_token", "subject"] = "refresh_token"
    who: Literal["client", "basic", "admin", "channel"] = "client"
    """Who must say it. `client`: as at the token endpoint."""
    status: int = 200
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One provider, and a person named 김민수 who has an account there."""

    authorize: str
    token: str
    scope: str
    issuer: str | None = None
    keys: str | None = None
    secret_in: str = "body"
    """`header`: HTTP Basic."""
    algorithm: str = "RS256"
    key: Mapping[str, str] = field(default_factory=dict)
    """Members of its public keys besides."""
    discovery: Mapping[str, Any] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)
    """What an authorization request must hold besides."""
    repeats_nonce: bool = True
    id_token: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    """What the bearer of a token gets, by address."""
    auth_time: Literal["always", "prompt", "max_age", "never"] = "never"
    """When it has a person prove who they are anew, and says so: with `prompt=login`, else it is the time of
    an earlier login; with `max_age`, else it says nothing.
    """
    callback: Mapping[str, str] = field(default_factory=dict)
    """What a browser brings back besides."""
    refreshes: Literal["always", "first", "never"] = "never"
    """At which login there is a refresh token."""
    taken: Taken | None = None
    subject: str
    email: str | None
    is_proven: bool = False
    name: str = "김민수"


GITHUB_USER = {
    "login": "minsu",
    "id": 583231,
    "node_id": "MDQ6VXNlcjU4MzIzMQ==",
    "avatar_url": "https://avatars.githubusercontent.com/u/583231?v=4",
    "type": "User",
    "site_admin": False,
    "name": "김민수",
    "email": "public@example.kr",
}
GITHUB_EMAILS = [
    {
        "email": "583231+minsu@users.noreply.github.com",
        "primary": False,
        "verified": True,
        "visibility": None,
    },
    {"email": "old@example.kr", "primary": False, "verified": True, "visibility": None},
    {"email": "minsu@example.kr", "primary": True, "verified": True, "visibility": "private"},
]

SHAPES = {
    "google": Shape(
        issuer="accounts.google.com",
        authorize="accounts.google.com/o/oauth2/v2/auth",
        token="oauth2.googleapis.com/token",
        keys="www.googleapis.com/oauth2/v3/certs",
        secret_in="header",
        scope="openid email profile",
        discovery={
            "revocation_endpoint": "{base}/oauth2.googleapis.com/revoke",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        },
        asks={"prompt": "select_account", "access_type": "offline"},
        refreshes="first",
        taken=Taken(address="oauth2.googleapis.com/revoke", body=b"{}"),
        id_token={
            "azp": CLIENT,
            "sub": "110169484474386276334",
            "email": "minsu.g@gmail.com",
            "email_verified": True,
            "name": "김민수",
            "picture": "https://lh3.googleusercontent.com/a/x",
            "given_name": "민수",
            "family_name": "김",
        },
        subject="110169484474386276334",
        email="minsu.g@gmail.com",
        is_proven=True,
    ),
    "apple": Shape(
        issuer="appleid.apple.com",
        authorize="appleid.apple.com/auth/authorize",
        token="appleid.apple.com/auth/token",
        keys="appleid.apple.com/auth/keys",
        scope="openid name email",
        discovery={
            "response_modes_supported": ["query", "fragment", "form_post"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        },
        asks={"response_mode": "form_post"},
        refreshes="always",
        taken=Taken(address="appleid.apple.com/auth/revoke"),
        id_token={
            "sub": "001999.4f2f1ab8c4d14b7e8bf31e4b4f8b0d5c.0915",
            "email": "x7k2p9@privaterelay.appleid.com",
            "email_verified": "true",
            "is_private_email": "true",
            "nonce_supported": True,
        },
        auth_time="always",
        callback={
            "user": '{"name":{"firstName":"민수","lastName":"김"},"email":"x7k2p9@privaterelay.appleid.com"}'
        },
        subject="001999.4f2f1ab8c4d14b7e8bf31e4b4f8b0d5c.0915",
        email="x7k2p9@privaterelay.appleid.com",
        is_proven=True,
    ),
    "microsoft": Shape(
        issuer="login.microsoftonline.com/common/v2.0",
        authorize="login.microsoftonline.com/common/oauth2/v2.0/authorize",
        token="login.microsoftonline.com/common/oauth2/v2.0/token",
        keys="login.microsoftonline.com/common/discovery/v2.0/keys",
        key={"issuer": "{base}/login.microsoftonline.com/{tenantid}/v2.0"},
        secret_in="header",
        scope="openid email profile",
        discovery={
            "issuer": "{base}/login.microsoftonline.com/{tenantid}/v2.0",
            "userinfo_endpoint": "{base}/graph.microsoft.com/oidc/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        },
        id_token={
            "iss": f"{{base}}/login.microsoftonline.com/{TENANT}/v2.0",
            "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
            "oid": "690222be-ff1a-4d56-abd1-7e4f7d38e474",
            "tid": TENANT,
            "ver": "2.0",
            "name": "김민수",
            "preferred_username": "minsu@contoso.example",
            "email": "minsu@contoso.example",
        },
        subject="AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
        email="minsu@contoso.example",
    ),
    "github": Shape(
        authorize="github.com/login/oauth/authorize",
        token="github.com/login/oauth/access_token",
        scope="read:user user:email",
        answers={"api.github.com/user": GITHUB_USER, "api.github.com/user/emails": GITHUB_EMAILS},
        callback={"iss": "https://github.com/login/oauth"},
        taken=Taken(
            address=f"api.github.com/applications/{CLIENT}/grant",
            method="DELETE",
            media="application/json",
            member="access_token",
            kind="access_token",
            who="basic",
            status=204,
        ),
        subject="583231",
        email="minsu@example.kr",
        is_proven=True,
    ),
    "kakao": Shape(
        issuer="kauth.kakao.com",
        authorize="kauth.kakao.com/oauth/authorize",
        token="kauth.kakao.com/oauth/token",
        keys="kauth.kakao.com/.well-known/jwks.json",
        scope="openid profile_nickname",
        discovery={
            "userinfo_endpoint": "{base}/kapi.kakao.com/v1/oidc/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        },
        id_token={"sub": "4012345678", "nickname": "김민수"},
        auth_time="prompt",
        refreshes="always",
        taken=Taken(
            address="kapi.kakao.com/v1/user/unlink",
            member="target_id",
            kind="subject",
            who="admin",
            body=b'{"id":4012345678}',
        ),
        subject="4012345678",
        email=None,
    ),
    "naver": Shape(
        issuer="nid.naver.com",
        authorize="nid.naver.com/oauth2/authorize",
        token="nid.naver.com/oauth2/token",
        keys="nid.naver.com/oauth2/jwks",
        scope="openid",
        discovery={"token_endpoint_auth_methods_supported": ["client_secret_post"]},
        repeats_nonce=False,
        refreshes="always",
        taken=Taken(address="nid.naver.com/oauth2.0/revoke"),
        id_token={"sub": "Xq2mN0dC3kTz7bV9wLr5hYpA1sJfGeUi"},
        answers={
            "openapi.naver.com/v1/nid/me": {
                "resultcode": "00",
                "message": "success",
                "response": {
                    "id": "Xq2mN0dC3kTz7bV9wLr5hYpA1sJfGeUi",
                    "email": "minsu@naver.com",
                    "name": "김민수",
                    "nickname": "민수",
                },
            }
        },
        subject="Xq2mN0dC3kTz7bV9wLr5hYpA1sJfGeUi",
        email="minsu@naver.com",
    ),
    "line": Shape(
        issuer="access.line.me",
        authorize="access.line.me/oauth2/v2.1/authorize",
        token="api.line.me/oauth2/v2.1/token",
        keys="api.line.me/oauth2/v2.1/certs",
        scope="openid profile",
        algorithm="HS256",
        discovery={
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        },
        refreshes="always",
        taken=Taken(
            address="api.line.me/user/v1/deauthorize",
            media="application/json",
            member="userAccessToken",
            kind="access_token",
            who="channel",
            status=204,
        ),
        id_token={
            "sub": "U1234567890abcdef1234567890abcdef",
            "amr": ["linesso"],
            "name": "김민수",
            "picture": "https://sample_line.me/aBcdefg123456",
            "email": "minsu@line.example",
        },
        auth_time="max_age",
        subject="U1234567890abcdef1234567890abcdef",
        email="minsu@line.example",
    ),
    # A forum that speaks plain OAuth 2.
    "forum": Shape(
        authorize="forum.example/oauth/authorize",
        token="forum.example/oauth/token",
        secret_in="header",
        scope="",
        answers={
            "forum.example/api/me": {
                "user": {"id": 42},
                "name": "김민수",
                "email": "minsu@forum.example",
                "email_verified": "yes",
            }
        },
        subject="42",
        email="minsu@forum.example",
    ),
}
