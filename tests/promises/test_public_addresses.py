"""Addresses that users of Daemun rely on: some may come, none goes without a word in the changelog."""

from pathlib import Path

from flask import Flask

from daemun import Daemun
from daemun.http.forward_auth import METHODS

ROUTES = """
DELETE /auth/me
DELETE /auth/me/identities/<identity>
DELETE /auth/me/passkeys/<other_than(options):factor_id>
DELETE /auth/me/totp/<other_than(confirm):factor_id>
DELETE /auth/me/trusted-devices/<device_id>
DELETE /auth/sessions
DELETE /auth/sessions/<session_id>
GET /.well-known/oauth-authorization-server
GET /auth/.well-known/jwks.json
GET /auth/.well-known/oauth-authorization-server
GET /auth/daemun-passkeys.js
GET /auth/docs
GET /auth/docs/<name>
GET /auth/login/with/<other_than(code):provider>
GET /auth/login/with/<provider>/callback
GET /auth/me
GET /auth/me/export
GET /auth/me/factors
GET /auth/me/identities
GET /auth/me/trusted-devices
GET /auth/openapi.json
GET /auth/problems/<code>
GET /auth/providers
GET /auth/sessions
PATCH /auth/me
PATCH /auth/me/passkeys/<other_than(options):factor_id>
POST /auth/email/restore
POST /auth/email/verify
POST /auth/email/verify/resend
POST /auth/invitations/accept
POST /auth/login
POST /auth/login/passkey
POST /auth/login/passkey/options
POST /auth/login/recovery-code
POST /auth/login/totp
POST /auth/login/with/<other_than(code):provider>/token
POST /auth/login/with/<provider>/callback
POST /auth/login/with/<provider>/notifications
POST /auth/login/with/code
POST /auth/logout
POST /auth/me/email
POST /auth/me/email/confirm
POST /auth/me/identities/<identity>
POST /auth/me/passkeys
POST /auth/me/passkeys/options
POST /auth/me/password
POST /auth/me/recovery-codes
POST /auth/me/totp
POST /auth/me/totp/confirm
POST /auth/me/undelete
POST /auth/passkey
POST /auth/passkey/options
POST /auth/password/forgot
POST /auth/password/reset
POST /auth/reauthenticate
POST /auth/reauthenticate/passkey/options
POST /auth/refresh
POST /auth/register
POST /auth/register/confirm
"""
# Of reverse proxies, by the method of whatever they ask for.
VERIFY = [
    f"{method} {address}"
    for address in ("/auth/verify", "/auth/verify/", "/auth/verify/<path:_asked_for>")
    for method in ("GET", *METHODS)
    if method != "OPTIONS"
]
PAGES = """
GET /.well-known/change-password
GET /.well-known/passkey-endpoints
GET /account
GET /account/delete
GET /account/email
GET /account/email/confirm
GET /account/export
GET /account/factors/<kind>/<factor_id>/remove
GET /account/passkeys
GET /account/passkeys/<factor_id>/name
GET /account/password
GET /account/profile
GET /account/recovery-codes
GET /account/totp
GET /account/totp/confirm
GET /account/undelete
GET /daemun/<name>
GET /forgot-password
GET /invitation
GET /login
GET /login/confirm
GET /login/connect
GET /login/cookies
GET /login/second-factor
GET /logout
GET /register
GET /register/complete
GET /register/confirm
GET /reset-password
GET /restore-email
GET /verify-email
POST /account/delete
POST /account/email
POST /account/email/confirm
POST /account/factors/<kind>/<factor_id>/remove
POST /account/identities/<identity_id>/remove
POST /account/identities/<provider>/connect
POST /account/passkeys
POST /account/passkeys/<factor_id>/name
POST /account/password
POST /account/profile
POST /account/recovery-codes
POST /account/sessions/<session_id>/end
POST /account/sessions/end-others
POST /account/totp
POST /account/totp/confirm
POST /account/trusted-devices/<device_id>/remove
POST /account/undelete
POST /forgot-password
POST /invitation
POST /invitation/with
POST /login
POST /login/confirm
POST /login/connect
POST /login/second-factor
POST /login/second-factor/passkey-options
POST /logout
POST /register
POST /register/complete
POST /register/confirm
POST /reset-password
POST /restore-email
POST /verify-email
"""


def test_the_routes_are_kept(tmp_path: Path) -> None:
    assert sorted(routes(tmp_path)) == sorted((*ROUTES.strip().splitlines(), *VERIFY))


def test_the_pages_are_kept(tmp_path: Path) -> None:
    pages = set(routes(tmp_path, pages=True)) - {*ROUTES.strip().splitlines(), *VERIFY}

    assert sorted(pages) == PAGES.strip().splitlines()


def routes(folder: Path, *, pages: bool | None = None) -> list[str]:
    app = Flask("host", instance_path=str(folder), static_folder=None)
    Daemun(app, pages=pages)
    return [
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
