"""Whoever asks for Korean reads Korean, whichever call refuses whatever body."""

import re
from typing import Final

import pytest
from flask import Flask

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD

HANGUL: Final = re.compile("[가-힣]")
PARTS: Final = re.compile("<[^>]*>")


def calls(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, PARTS.sub("google", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/auth/") and not rule.rule.startswith(("/auth/verify", "/auth/logout"))
        for method in sorted({"POST", "PATCH"} & (rule.methods or set()))
    ]


@pytest.mark.parametrize("body", [{}, {"nothing\0": 1}, {"nothing": 1}, {"email": 1, "token": "\0"}])
def test_every_mistake_is_explained_in_the_language_asked_for(
    make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox, body: dict[str, object]
) -> None:
    app = make_app(
        Daemun(clock=frozen_clock, mailer=outbox),
        users_email_verification="optional",
        mailed_codes_enabled=True,
    )
    client = app.test_client()
    account = {"username": "minsu", "password": PASSWORD}
    token = client.post("/auth/register", json=account).get_json()["token"]

    found = {
        (method, path, told["detail"])
        for method, path in calls(app)
        for answer in [
            client.open(
                path,
                method=method,
                json=body,
                headers={"Authorization": f"Bearer {token}", "Accept-Language": "ko"},
            )
        ]
        if answer.mimetype == "application/problem+json"
        for told in [answer.get_json(), *answer.get_json().get("errors", ())]
    }

    assert len(found) > 20
    assert [each for each in found if not HANGUL.search(each[2])] == []
