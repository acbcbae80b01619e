from daemun.cli.user_representation import represent_for_operators, represent_overview
from daemun.features.admin.model import UserOverview
from daemun.features.factors.model import Factor
from daemun.testing import START
from tests.builders import a_session, a_user

LISTED = {
    "id": "user-kim",
    "username": "Kim",
    "email": "kim@example.kr",
    "email_verified": False,
    "roles": ["admin"],
    "locked": True,
    "created_at": "2026-11-23T09:00:00+00:00",
}


def test_a_user_is_listed_with_what_operators_look_for() -> None:
    assert represent_for_operators(a_user(locked_at=START), ("admin",)) == LISTED


def test_a_user_is_shown_with_sessions_and_times_and_nothing_secret() -> None:
    overview = UserOverview(
        user=a_user(locked_at=START, profile={"team": "tea"}),
        roles=("admin",),
        sessions=(a_session(),),
        has_password=True,
        must_change_password=False,
        factors=(Factor("totp", "totp-1", "휴대전화", START),),
        last_login_at=None,
    )

    shown = represent_overview(overview)

    assert {name: shown[name] for name in LISTED} == LISTED
    assert (shown["last_login_at"], shown["profile"]) == (None, {"team": "tea"})
    assert shown["factors"] == [
        {
            "id": "totp-1",
            "kind": "totp",
            "name": "휴대전화",
            "created_at": "2026-11-23T09:00:00+00:00",
            "last_used_at": None,
        }
    ]
    assert shown["sessions"] == [
        {
            "id": "session-1",
            "address": "192.0.2.7",
            "user_agent": "Browser 1.0",
            "created_at": "2026-11-23T09:00:00+00:00",
            "refreshed_at": "2026-11-23T09:00:00+00:00",
            "expires_at": "2026-12-07T09:00:00+00:00",
        }
    ]
