"""The providers that are known by name. None of them was tried live: the facts are from what they publish."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from daemun.features.social_login.preset import Claims, Look, Preset, Revocation, never

CONSUMERS: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant of personal accounts at Microsoft."""


def _google_proves(claims: Claims) -> bool:
    """Of other domains Google says itself that it may know them no more."""
    email = claims.get("email")
    is_google = isinstance(email, str) and email.lower().endswith("@gmail.com")
    return claims.get("email_verified") is True and (is_google or isinstance(claims.get("hd"), str))


def _apple_proves(claims: Claims) -> bool:
    return _is_true(claims.get("email_verified"))


def _apple_relays(claims: Claims) -> bool:
    return _is_true(claims.get("is_private_email"))


def _apple_repeats_nonce(claims: Claims) -> bool:
    return _is_true(claims.get("nonce_supported"))


def _microsoft_proves(claims: Claims) -> bool:
    """Any administrator of any tenant can write any `email`; these optional claims say that the domain is the
    tenant's.
    """
    email, primary = claims.get("email"), claims.get("verified_primary_email")
    is_primary = isinstance(primary, list) and isinstance(email, str) and email in primary
    is_owner = claims.get("xms_edov")
    is_said = is_owner is True or (type(is_owner) is int and is_owner == 1) or is_owner in ("1", "true")
    return is_said or is_primary or claims.get("tid") == CONSUMERS


def _is_true(value: object) -> bool:
    """Apple writes some booleans as text."""
    return value is True or value == "true"


PRESETS: Final[Mapping[str, Preset]] = MappingProxyType(
    {
        "google": Preset(
            label={"en": "Google", "ko": "Google"},
            button={"en": "Sign in with Google", "ko": "Google 계정으로 로그인"},
            look=Look(ground="#ffffff", text="#1f1f1f", line="#747775", icon="google.svg"),
            refuses_apps=True,
            issuer="https://accounts.google.com",
            other_issuers=("accounts.google.com",),
            # `offline`: a refresh token is issued at the user's first consent.
            parameters={"prompt": "select_account", "access_type": "offline"},
            # It can be made to ask again by nothing, and says when only to those who turned that on.
            asks_again={},
            says_when=False,
            proves_email=_google_proves,
            needs=("client_secret",),
        ),
        "apple": Preset(
            label={"en": "Apple", "ko": "Apple"},
            button={"en": "Sign in with Apple", "ko": "Apple로 로그인"},
            look=Look(ground="#000000", text="#ffffff", line="#ffffff", icon="apple.svg"),
            issuer="https://appleid.apple.com",
            revocation=Revocation("https://appleid.apple.com/auth/revoke"),
            scopes=("openid", "name", "email"),
            client_auth="post",
            # Without it, it gives neither name nor address.
            parameters={"response_mode": "form_post"},
            # It asks each time.
            asks_again={},
            needs_nonce=_apple_repeats_nonce,
            proves_email=_apple_proves,
            is_relay=_apple_relays,
            notifies="apple",
            needs=("team_id", "key_id", "private_key"),
        ),
        "microsoft": Preset(
            label={"en": "Microsoft", "ko": "Microsoft"},
            button={"en": "Sign in with Microsoft", "ko": "Microsoft 계정으로 로그인"},
            look=Look(ground="#ffffff", text="#5e5e5e", line="#8c8c8c", icon="microsoft.svg"),
            issuer="https://login.microsoftonline.com/{tenant}/v2.0",
            # `auth_time` is an optional claim.
            says_when=False,
            proves_email=_microsoft_proves,
            needs=("client_secret",),
            takes=("tenant", "tenants"),
        ),
        "github": Preset(
            label={"en": "GitHub", "ko": "GitHub"},
            button={"en": "Sign in with GitHub", "ko": "GitHub 계정으로 로그인"},
            look=Look(ground="#24292f", text="#ffffff", line="#57606a", icon="github.svg"),
            authorization_endpoint="https://github.com/login/oauth/authorize",
            token_endpoint="https://github.com/login/oauth/access_token",
            userinfo_endpoint="https://api.github.com/user",
            emails_endpoint="https://api.github.com/user/emails",
            revocation=Revocation("https://api.github.com/applications/{client_id}/grant", "github"),
            callback_issuer="https://github.com/login/oauth",
            scopes=("read:user", "user:email"),
            client_auth="post",
            asks_again={"prompt": "select_account"},
            says_when=False,
            # `login` is no id: names are given to others.
            claims={"sub": "id", "picture": "avatar_url", "preferred_username": "login"},
            no_mailboxes=("users.noreply.github.com",),
            needs=("client_secret",),
        ),
        "kakao": Preset(
            label={"en": "Kakao", "ko": "카카오"},
            button={"en": "Login with Kakao", "ko": "카카오 로그인"},
            look=Look(ground="#fee500", text="#191919", icon="kakao.svg"),
            issuer="https://kauth.kakao.com",
            revocation=Revocation("https://kapi.kakao.com/v1/user/unlink", "kakao"),
            # To ask for what the application was not granted, such as the address, fails the whole login.
            scopes=("openid", "profile_nickname"),
            client_auth="post",
            asks_again={"prompt": "login"},
            claims={"name": "nickname"},
            notifies="kakao",
            takes=("admin_key",),
        ),
        "naver": Preset(
            label={"en": "Naver", "ko": "네이버"},
            button={"en": "Log in with Naver", "ko": "네이버 로그인"},
            # Its other kind, white on green, is hard to read.
            look=Look(ground="#ffffff", text="#000000", line="#8c8c8c", icon="naver.svg"),
            issuer="https://nid.naver.com",
            userinfo_endpoint="https://openapi.naver.com/v1/nid/me",
            # Not in its discovery document.
            revocation=Revocation("https://nid.naver.com/oauth2.0/revoke"),
            # What comes back is chosen at its console.
            scopes=("openid",),
            client_auth="post",
            repeats_state=True,
            asks_again={},
            says_when=False,
            # It documents none.
            needs_nonce=never,
            claims={
                "email": "response.email",
                "name": "response.name",
                "nickname": "response.nickname",
                "picture": "response.profile_image",
            },
            answers={"resultcode": "00"},
            proves_email=never,
            notifies="naver",
            needs=("client_secret",),
        ),
        "line": Preset(
            label={"en": "LINE", "ko": "LINE"},
            button={"en": "Log in with LINE", "ko": "LINE으로 로그인"},
            look=Look(ground="#06c755", text="#ffffff", icon="line.svg"),
            issuer="https://access.line.me",
            revocation=Revocation(
                "https://api.line.me/user/v1/deauthorize",
                "line",
                token_endpoint="https://api.line.me/oauth2/v3/token",
            ),
            # `email` only once LINE has approved it.
            scopes=("openid", "profile"),
            # Discovery announces ES256, which is for apps: logins on the web are signed with the secret.
            algorithms=("HS256",),
            app_algorithms=("ES256",),
            client_auth="post",
            # With this it says when.
            asks_again={"max_age": "0"},
            proves_email=never,
            needs=("client_secret",),
        ),
    }
)
