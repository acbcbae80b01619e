"""WB: what every answer carries, and which methods there are."""

import pytest

from daemun.features.users.model import User
from tests.attacks.site import Site, addresses

CACHED = {
    "/auth/.well-known/jwks.json": "public, max-age=300",
    "/auth/openapi.json": "no-cache",
    "/auth/docs": "no-cache",
    "/auth/daemun-passkeys.js": "no-cache",
}
"""What is the same for everybody; all else is for one caller, once."""


@pytest.mark.requirement("WB-03", "WB-04", "WB-05", "WB-09", "CF-04")
def test_every_answer_carries_the_headers_that_protect_it(site: Site, minsu: User) -> None:
    for method, path in addresses(site):
        for headers in ({}, site.bearer(minsu), {"Origin": "https://evil.example", **site.bearer(minsu)}):
            answer = site.client().open(path, method=method, json={}, headers=headers)
            if method == "OPTIONS":
                continue
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            public = path.endswith(("jwks.json", "oauth-authorization-server"))
            assert answer.headers["Cross-Origin-Resource-Policy"] == (
                "cross-origin" if public else "same-origin"
            )
            assert answer.headers["Cache-Control"] == CACHED.get(path, "no-store")
            assert not any(name.lower().startswith("access-control-") for name, _ in answer.headers)
            assert "Server" not in answer.headers
            assert "X-Powered-By" not in answer.headers
            if answer.get_data() or method == "HEAD":
                assert answer.status_code == 204 or answer.mimetype.endswith(("json", "html", "javascript"))


@pytest.mark.requirement("WB-07")
def test_other_methods_are_answered_with_those_that_there_are(site: Site) -> None:
    for path in {path for _, path in addresses(site)}:
        known = {method for method, other in addresses(site) if other == path}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"} - known:
            answer = site.client().open(path, method=method)
            assert answer.status_code == 405
            assert set(answer.allow or ()) == known
