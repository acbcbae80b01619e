"""An application that uses every public name as its manual says; a strict type check from outside passes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, assert_type

import pytest
from fastapi import Depends, FastAPI
from flask import Flask
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from pydantic import BaseModel

import daemun_verify.fastapi
import daemun_verify.flask
from daemun import (
    Daemun,
    MailNotSent,
    Message,
    PasswordContext,
    Problem,
    RegistrationRefused,
    Session,
    SettingsRefused,
    User,
    current_token,
    current_user,
    login_required,
)
from daemun.features.audit.events import UserLoggedIn
from daemun.mail.outbox import Outbox
from daemun.signals import signal_for
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock, LogInAs, MintToken
from daemun_verify import FixedKeySet, InvalidToken, RemoteKeySet, VerifiedToken, Verifier


class Profile(BaseModel):
    nickname: str


def claims(user: User, session: Session) -> Mapping[str, object]:
    return {"nickname": user.profile["nickname"], "since": session.created_at.isoformat()}


def no_company_name(password: str, context: PasswordContext) -> str | None:
    return "Not our own name, please." if "acme" in password else None


def only_colleagues(user: User) -> None:
    if user.email is None or not user.email.endswith("@acme.example"):
        raise RegistrationRefused(text="Only for colleagues.")


class PaperMailer:
    def send(self, message: Message) -> None:
        if message.html is None:
            raise MailNotSent("the printer wants markup", is_final=True)


def create_app(clock: FrozenClock) -> Flask:
    app = Flask(__name__)
    auth = Daemun(
        profile=Profile,
        claims=claims,
        password_rules=[no_company_name],
        on_registering=only_colleagues,
        identifiers=("email",),
        mailer=PaperMailer(),
        url_prefix="/login",
        store=open_store("sqlite://"),
        clock=clock,
    )
    try:
        auth.init_app(app)
    except SettingsRefused as refused:
        assert_type(refused.mistakes, tuple[str, ...])
        raise

    @app.get("/protected/<int:number>")
    @login_required
    def protected(number: int) -> dict[str, str | None]:
        assert_type(current_user.id, str)
        assert_type(current_user.username, str | None)
        assert_type(current_user.roles, tuple[str, ...])
        assert_type(current_user.email, str | None)
        assert_type(current_user.created_at, datetime)
        assert_type(current_token.expires_at, datetime)
        assert_type(current_token.auth_time, datetime | None)
        assert_type(current_token.scopes, frozenset[str])
        assert_type(current_token.claims, Mapping[str, object])
        return {"message": current_user.username if number else None}

    assert_type(protected(1), dict[str, str | None])

    @app.get("/dangerous")
    @login_required(roles={"admin"}, scopes={"delete"}, max_age=timedelta(minutes=5), factors="mfa")
    async def dangerous() -> str:
        return str(current_user)

    @app.get("/open")
    @login_required(optional=True, check_session=True)
    def open_to_guests() -> str:
        return f"Hello, {current_user.username}" if current_user else "Hello, guest"

    class Articles(MethodView):
        decorators: ClassVar = [login_required]

        def get(self) -> str:
            return "[]"

    app.add_url_rule("/articles", view_func=Articles.as_view("articles"))

    @app.errorhandler(Problem)
    def answer(problem: Problem) -> ResponseReturnValue:
        return {"code": problem.code}, problem.status

    @signal_for(UserLoggedIn).connect
    def greet(sender: Flask, event: UserLoggedIn) -> None:
        sender.logger.info("%s has logged in", event.user_id)

    with app.app_context():
        found = auth.users.find_by_username("minsu")
        assert_type(found, User | None)
        if found is not None:
            auth.roles.grant(found.id, "editor")
            assert_type(auth.sessions.list_live(found.id), Sequence[Session])
    return app


def create_service() -> Flask:
    keys = RemoteKeySet("https://login.example/auth/.well-known/jwks.json")
    verifier = Verifier(issuer="https://login.example", audience="notes", keys=keys)
    app = Flask(__name__)

    @app.get("/notes")
    @daemun_verify.flask.token_required(verifier, scopes={"notes"})
    def notes() -> str:
        return daemun_verify.flask.current_token.user_id

    return app


def create_api(keys: FixedKeySet) -> FastAPI:
    verifier = Verifier(issuer="https://login.example", audience="notes", keys=keys)
    api = FastAPI()
    daemun_verify.fastapi.answer_refusals(api)
    token_required = daemun_verify.fastapi.TokenRequired(verifier, roles={"editor"})

    @api.get("/notes")
    async def notes(token: Annotated[VerifiedToken, Depends(token_required)]) -> str:
        return token.user_id

    return api


def who(verifier: Verifier, text: str) -> str | None:
    try:
        return assert_type(verifier.verify(text), VerifiedToken).username
    except InvalidToken as refused:
        assert_type(refused.code == "expired", bool)
        return None


@pytest.fixture
def app(frozen_clock: FrozenClock) -> Flask:
    return create_app(frozen_clock)


def check_application(
    daemun_user: User, log_in_as: LogInAs, mint_token: MintToken, outbox: Outbox, frozen_clock: FrozenClock
) -> None:
    assert_type(log_in_as(daemun_user, scope="delete"), FlaskClient)
    assert_type(mint_token(daemun_user, roles=("admin",), proved=timedelta(hours=1)), str)
    assert_type(frozen_clock.tick(minutes=5), datetime)
    assert_type(outbox.wait_for(1), tuple[Message, ...])
