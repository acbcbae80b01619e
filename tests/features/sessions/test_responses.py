import json
from datetime import timedelta

from daemun.features.sessions.model import IssuedTokens
from daemun.features.sessions.responses import answer_issued
from daemun.features.tokens.model import AccessToken
from tests.applications import MakeApp
from tests.builders import a_session, a_user


def test_issued_tokens_are_answered_in_the_words_of_oauth_with_members_beside_them(make_app: MakeApp) -> None:
    lifetime = timedelta(days=14)
    tokens = IssuedTokens(
        a_user(), a_session(), AccessToken("access", 600), "refresh", int(lifetime.total_seconds())
    )

    with make_app().test_request_context("/"):
        response = answer_issued(tokens, status=201, user={"id": "user-kim"})

    assert response.status_code == 201
    assert json.loads(response.get_data()) == {
        "access_token": "access",
        "token": "access",
        "token_type": "Bearer",
        "expires_in": 600,
        "refresh_token": "refresh",
        "refresh_expires_in": 1_209_600,
        "session_id": "session-1",
        "user": {"id": "user-kim"},
    }
