from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from pydantic import BaseModel

from daemun import Daemun, SettingsRefused
from daemun.mail.outbox import Outbox
from tests.applications import MakeApp


class Profile(BaseModel):
    nickname: str


async def claims_later(user: object, session: object) -> dict[str, object]:
    return {}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"profile": Profile(nickname="x")}, "profile= must be a pydantic model"),
        ({"profile": dict}, "profile= must be a pydantic model"),
        ({"claims": {"plan": "free"}}, r"claims= must be a function of \(user, session\)"),
        ({"claims": lambda user: {}}, r"claims= must be a function of \(user, session\)"),
        ({"claims": claims_later}, "claims= must be a plain function"),
        ({"password_rules": len}, "password_rules= must be a list of functions"),
        ({"password_rules": ["no"]}, r"password_rules= must be a function of \(password, context\)"),
        ({"on_registering": True}, r"on_registering= must be a function of \(user\)"),
        ({"mailer": Outbox}, "mailer= must be an object"),
        ({"mailer": "smtp://mail"}, "mailer=: send must be a function"),
        ({"store": "sqlite:///shop.sqlite3"}, "store= must be a store"),
        ({"app": __name__}, "take a Flask application"),
    ],
)
def test_what_cannot_work_is_told_at_the_start(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(TypeError, match=sentence):
        Daemun(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "argument", ["claims", "password_rules", "on_registering"], ids=["claims", "rules", "registering"]
)
def test_a_callback_that_answers_nonsense_lets_nobody_in(make_app: MakeApp, argument: str) -> None:
    nonsense: dict[str, Callable[..., object]] = {
        "claims": lambda user, session: ["secret"],
        "password_rules": lambda password, context: password == "",
        "on_registering": lambda user: False,
    }
    given = [nonsense[argument]] if argument == "password_rules" else nonsense[argument]
    app: Flask = make_app(Daemun(**{argument: given}))  # type: ignore[arg-type]

    answer = app.test_client().post(
        "/auth/register", json={"username": "minsu", "password": "gyeoul-bada-norae-4821"}
    )

    assert (answer.status_code, "secret" in answer.text) == (500, False)
    assert app.extensions["daemun"].users.find_by_username("minsu") is None


def test_mistakes_in_texts_and_languages_are_told_together(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "ko.toml").write_text('[problem.token_expird]\ndetail = "끝났습니다."\n', encoding="utf-8")

    with pytest.raises(SettingsRefused) as refused:
        make_app(texts_folder=tmp_path, http_default_language="ja")

    assert "did you mean problem.token_expired.detail?" in str(refused.value)
    assert "DAEMUN_HTTP_DEFAULT_LANGUAGE: there are no texts in this language" in str(refused.value)


@pytest.mark.parametrize("mode", ["optional", "required"])
def test_addresses_cannot_be_proven_without_mails(mode: str, tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    app.config["DAEMUN_USERS_EMAIL_VERIFICATION"] = mode

    with pytest.raises(SettingsRefused, match="USERS_EMAIL_VERIFICATION: addresses are proven"):
        Daemun(app)
