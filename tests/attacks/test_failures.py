"""ER: when a check fails, the answer is no; when anything fails, it tells nothing."""

from collections.abc import Callable
from typing import NoReturn

import pytest

from daemun.features.audit.service import Audit
from daemun.features.lockout.known_device import KnownDevices
from daemun.features.lockout.service import Lockout
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.rules import PasswordRules
from daemun.features.sessions import policy
from daemun.features.sessions.refresh_token import RefreshTokens
from daemun.features.sessions.service import Sessions
from daemun.features.tokens.key_ring import KeyRing
from daemun.problem import StoreUnavailable
from daemun.storage.sql.audit import SqlAuditStore
from daemun.storage.sql.lockout import SqlLockoutStore
from daemun.storage.sql.passwords import SqlPasswordStore
from daemun.storage.sql.roles import SqlRoleStore
from daemun.storage.sql.sessions import SqlSessionStore
from daemun.storage.sql.users import SqlUserStore
from daemun_verify import Verifier
from tests.attacks.site import NEW_PASSWORD, PASSWORD, SAME_ORIGIN, WRONG_PASSWORD, Answer, MakeSite, Site

MARKER = "secret-of-the-inside-8c1f"


def raising(error: Callable[[], Exception]) -> Callable[..., NoReturn]:
    def fail(*args: object, **kwargs: object) -> NoReturn:
        raise error()

    return fail


def log_in(site: Site) -> Answer:
    return site.log_in(**SAME_ORIGIN)


def log_in_wrongly(site: Site) -> Answer:
    return site.log_in(password=WRONG_PASSWORD, **SAME_ORIGIN)


def refresh(site: Site) -> Answer:
    return site.client().post("/auth/refresh", headers={"Cookie": site.app.config["COOKIES"], **SAME_ORIGIN})


def show_me(site: Site) -> Answer:
    return site.client().get("/auth/me", headers={"Cookie": site.app.config["COOKIES"]})


def change_password(site: Site) -> Answer:
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    headers = {"Cookie": site.app.config["COOKIES"], **SAME_ORIGIN}
    return site.client().post("/auth/me/password", json=body, headers=headers)


def register(site: Site) -> Answer:
    body = {"username": "new.person", "password": PASSWORD}
    return site.client().post("/auth/register", json=body, headers=SAME_ORIGIN)


CHECKS = [
    (Lockout, "counted_try", log_in),
    (Lockout, "counted_try", log_in_wrongly),
    (Lockout, "counted_try", change_password),
    (Lockout, "take_back", log_in),
    (Lockout, "forgive", log_in),
    (Lockout, "count_registration", register),
    (Hasher, "verify", log_in),
    (Hasher, "verify", log_in_wrongly),
    (Hasher, "verify", change_password),
    (PasswordRules, "read", log_in),
    (PasswordRules, "check", register),
    (PasswordRules, "check", change_password),
    (KnownDevices, "recognize", log_in),
    (Verifier, "verify", show_me),
    (KeyRing, "find", show_me),
    (Sessions, "find_live", change_password),
    (RefreshTokens, "was_issued", refresh),
    (policy, "rotate", refresh),
    (Audit, "record", log_in),
    (Audit, "record", refresh),
    (Audit, "record", change_password),
    (SqlAuditStore, "add", register),
    (SqlLockoutStore, "count_together", log_in),
    (SqlPasswordStore, "find", log_in),
    (SqlPasswordStore, "replace", change_password),
    (SqlUserStore, "find", change_password),
    (SqlUserStore, "find_by_username_key", log_in),
    (SqlSessionStore, "find_owned", refresh),
    (SqlSessionStore, "rotate", refresh),
    (SqlSessionStore, "add", log_in),
    (SqlSessionStore, "revoke_all", change_password),
    (SqlRoleStore, "list_roles", show_me),
]


@pytest.mark.requirement("ER-02", "ER-03", "ER-04")
@pytest.mark.parametrize(("error", "status"), [(lambda: KeyError(MARKER), 500), (StoreUnavailable, 503)])
@pytest.mark.parametrize(
    ("owner", "name", "call"), CHECKS, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_check_that_fails_opens_nothing_and_tells_nothing(
    cookie_site: Site,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    call: Callable[[Site], Answer],
    error: Callable[[], Exception],
    status: int,
) -> None:
    user = cookie_site.add_user()
    tokens = cookie_site.log_in_as(user)
    cookie_site.app.config["COOKIES"] = (
        f"__Host-daemun-access={tokens.access_token.text}; __Host-daemun-refresh={tokens.refresh_token}"
    )
    assert show_me(cookie_site).status_code == 200

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, raising(error))
        answer = call(cookie_site)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert not any("Secure" in line and "=ey" in line for line in answer.headers.getlist("Set-Cookie"))
    assert MARKER not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    # Nothing was done by halves.
    assert cookie_site.services.users.find_by_username("new.person") is None
    assert [each.generation for each in cookie_site.services.sessions.list_live(user.id)] == [0]
    assert cookie_site.log_in(**SAME_ORIGIN).status_code == 200


@pytest.mark.requirement("ER-02")
def test_an_internal_error_has_an_id_that_the_log_has_too(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Hasher, "verify", raising(lambda: KeyError(MARKER)))

    answer = site.log_in()

    assert answer.json["code"] == "internal_error"
    assert answer.json["instance"] in caplog.text
    assert MARKER in caplog.text


@pytest.mark.requirement("ER-03")
def test_a_session_that_cannot_be_looked_up_is_not_let_in(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    from daemun import login_required

    site = make_site()

    @site.app.get("/checked")
    @login_required(check_session=True)
    def checked() -> str:
        return "in"

    headers = site.bearer(site.add_user())
    assert site.client().get("/checked", headers=headers).status_code == 200
    monkeypatch.setattr(SqlSessionStore, "find", raising(StoreUnavailable))

    assert site.client().get("/checked", headers=headers).status_code == 503
