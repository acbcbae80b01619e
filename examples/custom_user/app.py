"""A members' site of a bookshop: everything of a user, and every rule, is our own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from flask import Flask
from pydantic import BaseModel, Field

from daemun import (
    Daemun,
    Mailer,
    Message,
    PasswordContext,
    RegistrationRefused,
    Session,
    User,
    current_token,
    current_user,
    login_required,
)
from daemun.features.audit.events import UserRegistered
from daemun.signals import signal_for

HERE = Path(__file__).parent


class Profile(BaseModel):
    """Fields of ours: people give and change them themselves."""

    nickname: str = Field(min_length=1, max_length=20)
    phone: str | None = Field(default=None, pattern=r"^01\d-\d{3,4}-\d{4}$")
    shelf: Literal["novels", "science", "comics"] = "novels"


def add_shelf(user: User, session: Session) -> Mapping[str, object]:
    """In every access token: other services greet people with their shelf without asking anybody."""
    return {"shelf": user.profile["shelf"], "since": session.created_at.date().isoformat()}


def without_nickname(password: str, context: PasswordContext) -> str | None:
    """Refuse what friends would guess first, in the reader's language."""
    nickname = str(context.user.profile["nickname"])
    return "own.password.nickname" if nickname.casefold() in password.casefold() else None


def members_of_the_shop(user: User) -> None:
    """Let only people with an address of the shop register."""
    if not (user.email_key or "").endswith("@bookshop.example"):
        raise RegistrationRefused(text="own.registration.members_only")


class MailsAsFiles:
    """Puts each mail into a file. Another one would hand them to the provider of your choice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> None:
        """Write one mail."""
        self._folder.mkdir(parents=True, exist_ok=True)
        written = {"to": message.to, "subject": message.subject, "text": message.text}
        name = f"{len(list(self._folder.iterdir())):04}.json"
        (self._folder / name).write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")


def create_app(*, mailer: Mailer | None = None, instance_path: Path | None = None) -> Flask:
    """Make the site. Mails become files in the instance folder unless there is a `mailer`."""
    app = Flask(__name__, instance_path=str(instance_path or HERE / "instance"))
    app.config.update(
        DAEMUN_TEXTS_FOLDER=HERE / "texts",
        DAEMUN_MAIL_SENDER="책방 Bookshop <login@bookshop.example>",
        DAEMUN_MAIL_TIME_ZONE="Asia/Seoul",
        # Members are known here: their addresses need no proof.
        DAEMUN_USERS_EMAIL_VERIFICATION="off",
    )
    Daemun(
        app,
        profile=Profile,
        claims=add_shelf,
        password_rules=[without_nickname],
        on_registering=members_of_the_shop,
        identifiers=["email"],
        mailer=mailer or MailsAsFiles(Path(app.instance_path) / "mails"),
        url_prefix="/members",
    )
    signal_for(UserRegistered).connect(count_member, app)

    @app.get("/shelf")
    @login_required
    def shelf() -> dict[str, object]:
        return {"nickname": current_user.profile["nickname"], "shelf": current_token.claims["shelf"]}

    return app


def count_member(app: Flask, event: UserRegistered) -> None:
    """Hear of every new member, after the registration is certain."""
    app.logger.info("a new member: %s", event.user_id)
    app.config["NEW_MEMBERS"] = app.config.get("NEW_MEMBERS", 0) + 1
