"""ProviderRevocation: notifies a provider that a user disconnected here (RFC 7009, and proprietary ways)."""

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from daemun.clock import Clock
from daemun.features.social_login.access_token import read_access_token
from daemun.features.social_login.calls import FORM, ProviderCalls
from daemun.features.social_login.discovery import Discovery
from daemun.features.social_login.error_codes import CLIENT_REFUSED, DOWN, read_error
from daemun.features.social_login.errors import ProviderRefused, ProviderUnavailable
from daemun.features.social_login.notifications import kakao_authorization
from daemun.features.social_login.provider import Provider, basic

_JSON: Final = {"Content-Type": "application/json"}
_DONE: Final = frozenset({200, 204})
_FINAL: Final = frozenset({400, 404, 410, 422})
"""Errors about the user or the token. All others may pass: once the settings are right, or the provider is
less busy.
"""
_MAX_TOKEN: Final = 4096


class ProviderRevocation:
    """Calls for revocation. They pause separately, so that logins continue while they fail."""

    def __init__(self, provider: Provider, discovery: Discovery, calls: ProviderCalls, clock: Clock) -> None:
        self._provider = provider
        self._way = provider.preset.revocation
        self._discovery = discovery
        self._calls = calls
        self._clock = clock

    def token_of(self, tokens: Mapping[str, object]) -> str | None:
        """The token that a later revocation needs. None: it needs none, or there is none.

        Raises ProviderUnavailable.
        """
        name = "access_token" if self._way is not None and self._way.way == "github" else "refresh_token"
        token = tokens.get(name)
        if not isinstance(token, str) or not 0 < len(token) <= _MAX_TOKEN or self._endpoint() is None:
            return None
        return token

    def revoke(self, subject: str, token: str | None) -> None:
        """Raises ProviderRefused, which is final, and ProviderUnavailable."""
        token = token or ""
        match self._way.way if self._way is not None else "token":
            case "kakao":
                self._unlink_at_kakao(subject, token)
            case "github":
                self._delete_at_github(token)
            case "line":
                self._deauthorize_at_line(token)
            case _:
                self._revoke_token(token)

    def _revoke_token(self, token: str) -> None:
        """RFC 7009 section 2.1."""
        headers, fields = self._credentials()
        form = {**fields, "token": token, "token_type_hint": "refresh_token"}
        self._send("POST", urlencode(form), {**FORM, **headers})

    def _unlink_at_kakao(self, subject: str, token: str) -> None:
        """Kakao, "Unlink": with the admin key and the user's number, or with the user's token."""
        form: dict[str, str] = {}
        if self._provider.admin_key is None:
            authorization = f"Bearer {self._refresh(token)}"
        else:
            authorization = kakao_authorization(self._provider.admin_key)
            form = {"target_id_type": "user_id", "target_id": subject}
        headers = {**FORM, "Authorization": authorization}
        self._send("POST", urlencode(form), headers)

    def _delete_at_github(self, token: str) -> None:
        """GitHub, "Delete an app authorization"."""
        secret = self._provider.secret_at(self._clock.now()) or ""
        headers = {**_JSON, "Authorization": basic(self._provider.client_id, secret)}
        self._send("DELETE", json.dumps({"access_token": token}), headers)

    def _deauthorize_at_line(self, token: str) -> None:
        """LINE, "Deauthorize your app": as the channel, with a fresh token of the user."""
        persons = self._refresh(token)
        address = (self._way and self._way.token_endpoint) or ""
        channels = self._fetch_token(address, {"grant_type": "client_credentials"})
        headers = {**_JSON, "Authorization": f"Bearer {channels}"}
        self._send("POST", json.dumps({"userAccessToken": persons}), headers)

    def _refresh(self, token: str) -> str:
        """A fresh access token of the user (RFC 6749 section 6)."""
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return self._fetch_token(self._discovery.metadata().token_endpoint, form)

    def _fetch_token(self, address: str, form: Mapping[str, str]) -> str:
        headers, fields = self._credentials()
        status, answer = self._calls.post(address, {**fields, **form}, headers=headers)
        self._judge(status, answer)
        token = read_access_token(answer)
        if token is None:
            raise ProviderRefused("no_access_token")
        return token

    def _send(self, method: str, body: str, headers: Mapping[str, str]) -> None:
        address = (self._endpoint() or "").replace("{client_id}", quote(self._provider.client_id, safe=""))
        self._judge(*self._calls.send(method, address, body.encode(), headers=headers))

    @staticmethod
    def _judge(status: int, answer: Mapping[str, object]) -> None:
        """Decide by the named error, whatever the status; without one, by the status."""
        error = read_error(answer)
        if error is None and status in _DONE:
            return
        reason = f"status {status}" if error is None else f"status {status}, {error}"
        is_final = status in _FINAL if error is None else error not in CLIENT_REFUSED | DOWN
        raise ProviderRefused(reason) if is_final else ProviderUnavailable(reason)

    def _credentials(self) -> tuple[dict[str, str], dict[str, str]]:
        takes_basic = self._discovery.metadata().takes_basic
        return self._provider.credentials_at(self._clock.now(), takes_basic=takes_basic)

    def _endpoint(self) -> str | None:
        return self._way.endpoint if self._way is not None else self._discovery.metadata().revocation_endpoint
