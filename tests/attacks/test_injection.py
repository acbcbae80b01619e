"""IV-03, IV-05: text that means something to a database finds nothing and breaks nothing."""

import pytest

from daemun.features.users.model import User
from tests.attacks.site import PASSWORD, MakeSite, Site


@pytest.mark.requirement("IV-03")
@pytest.mark.parametrize(
    "text",
    [
        "' OR '1'='1",
        "minsu.kim' --",
        "minsu.kim'; DROP TABLE daemun_users; --",
        "%",
        "_____.___",
        '" OR ""="',
    ],
)
def test_statements_in_a_name_find_nobody_and_break_nothing(site: Site, minsu: User, text: str) -> None:
    for name in ({"username": text}, {"identifier": text}, {"email": text}):
        answer = site.client().post("/auth/login", json={**name, "password": PASSWORD})
        assert (answer.status_code, answer.json["code"]) == (401, "invalid_credentials")
    user = site.services.users.find(minsu.id)
    assert user is not None
    assert site.client().delete(f"/auth/sessions/{text}", headers=site.bearer(minsu)).status_code == 404


@pytest.mark.requirement("IV-05")
@pytest.mark.parametrize("database", ["sqlite", "postgres", "mongodb"])
def test_text_that_databases_cannot_keep_finds_nothing(
    request: pytest.FixtureRequest, make_site: MakeSite, database: str
) -> None:
    site = make_site(database_url=request.getfixturevalue(f"{database}_url"), transport_cookies=True)
    user = site.add_user()
    tokens = site.log_in_as(user)
    _, rest = tokens.refresh_token.split(".")

    for odd in ("\0", "\x01", "%00", "%ff", "%F0%9F%98%80", "x" * 5000):
        environ = {"PATH_INFO": f"/auth/sessions/{odd}"}
        if "%" not in odd:
            answer = site.client().delete("/auth", environ_overrides=environ, headers=site.bearer(user))
            assert answer.status_code == 404
        cookie = {"HTTP_COOKIE": f"__Host-daemun-refresh={odd}.{rest}", "HTTP_SEC_FETCH_SITE": "same-origin"}
        answer = site.client().post("/auth/refresh", environ_overrides=cookie)
        assert answer.status_code == 401
