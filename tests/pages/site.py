"""A site with pages, in this process, that a real browser visits."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from flask import Flask
from pydantic import BaseModel, Field
from werkzeug.serving import WSGIRequestHandler, make_server

from daemun import Daemun
from daemun.composition.services import Services
from daemun.mail.outbox import Outbox
from daemun.server import create_app
from tests.features.social_login.elsewhere import Elsewhere
from tests.server_process import ROOMY_LIMITS

DEMANDING = "staff"
"""Who has this role must have a second factor."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is served, and where. `elsewhere`: a school where people have accounts, too."""

    app: Flask
    address: str
    elsewhere: Elsewhere

    @property
    def services(self) -> Services:
        found: Services = self.app.extensions["daemun"]
        return found


class Member(BaseModel):
    name: str = Field(title="이름", min_length=2)
    team: Literal["개발", "디자인", "영업"] | None = Field(None, title="팀")
    birthday: date | None = Field(None, title="생일", description="쿠폰을 보내 드리는 날이에요.")
    about: str = Field("", title="소개", max_length=500)
    wants_news: bool = Field(default=True, title="새 소식을 메일로 받을게요")


class EnglishMember(BaseModel):
    name: str = Field(title="Name", min_length=2)
    team: Literal["Engineering", "Design", "Sales"] | None = Field(None, title="Team")
    birthday: date | None = Field(None, title="Birthday", description="The day of your voucher.")
    about: str = Field("", title="About you", max_length=500)
    wants_news: bool = Field(default=True, title="Send me news by e-mail")


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_arguments: object) -> None:
        """Nobody reads hundreds of lines."""


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """The server of ours."""
    config = {**ROOMY_LIMITS, "DAEMUN_DEVELOPMENT": True}
    with Elsewhere() as elsewhere:
        app = create_app(instance_path=folder, config=config, mailer=Outbox())
        with _serve(app, elsewhere) as site:
            yield site


@contextmanager
def open_whole_site(folder: Path, *, language: str = "ko", **settings: object) -> Iterator[Site]:
    """An application with everything on that has a page."""
    known = {"client_id": "x", "client_secret": "b7aQ0mX2vK9dR4tYw8ZpLc1JfUe6sHgN"}
    with Elsewhere() as elsewhere:
        providers: dict[str, Mapping[str, object]] = {
            "school": elsewhere.settings(label={"ko": "학교", "en": "School"}.get(language, "School")),
            **dict.fromkeys(("kakao", "naver", "google"), known),
        }
        app = Flask("shop", instance_path=str(folder))
        with _serve(app, elsewhere) as site:
            app.config.update(
                {
                    **ROOMY_LIMITS,
                    "DAEMUN_DEVELOPMENT": True,
                    "DAEMUN_HTTP_ORIGIN": site.address,
                    "DAEMUN_MAILED_CODES_ENABLED": True,
                    "DAEMUN_FACTORS_REQUIRED_ROLES": [DEMANDING],
                    "DAEMUN_PAGES_TERMS_URL": "/terms",
                    "DAEMUN_PAGES_PRIVACY_URL": "/privacy",
                    **settings,
                }
            )
            profile = Member if language == "ko" else EnglishMember
            Daemun(app, pages=True, profile=profile, providers=providers, mailer=Outbox())
            yield site


@contextmanager
def _serve(app: Flask, elsewhere: Elsewhere) -> Iterator[Site]:
    """On a free port of localhost, whose Secure cookies browsers keep without TLS."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site = Site(app, f"http://localhost:{server.port}", elsewhere)
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        if "daemun" in app.extensions:
            site.services.close()
