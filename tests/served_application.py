"""The stand-alone server with a few guarded routes, and the answering process named in every answer."""

import gc
import os
import time
from pathlib import Path
from threading import Event
from weakref import WeakSet

from flask import Flask, Response, request

from daemun import current_user, login_required
from daemun.clock import Clock
from daemun.server import create_app as create_server

_applications = WeakSet[Flask]()


def create_app(*, instance_path: str, config_file: Path | None = None, clock: Clock | None = None) -> Flask:
    app = create_server(instance_path=Path(instance_path), config_file=config_file, clock=clock)
    _applications.add(app)

    @app.get("/open")
    def open_to_all() -> dict[str, str]:
        return {"message": "ok"}

    @app.get("/protected")
    @login_required
    def protected() -> dict[str, str | None]:
        return {"message": f"{current_user.username}, 인증 성공"}

    @app.get("/editors")
    @login_required(roles={"editor"})
    def for_editors() -> dict[str, str]:
        return {"message": "ok"}

    @app.get("/checked")
    @login_required(check_session=True)
    def checked() -> dict[str, str]:
        return {"message": "ok"}

    @app.get("/optional")
    @login_required(optional=True)
    def optional() -> dict[str, str | None]:
        return {"username": current_user.username if current_user else None}

    @app.route("/seen", methods=["GET", "POST"])
    def seen() -> dict[str, object]:
        """What has arrived of a request, after the server has read it."""
        return {
            "host": request.host,
            "forwarded_for": request.headers.getlist("X-Forwarded-For"),
            "bytes": len(request.get_data()),
        }

    _add_trouble(app, Path(instance_path))
    return app


def _add_trouble(app: Flask, folder: Path) -> None:
    @app.get("/slow/<name>")
    def slow(name: str) -> dict[str, str]:
        """Mark that the request was accepted, and take a second."""
        (folder / name).touch()
        time.sleep(1)
        return {"message": "ok"}

    @app.post("/broken")
    @login_required(optional=True)
    def broken() -> str:
        """Fail with what was sent in the words of the error, as careless code does."""
        try:
            raise KeyError(request.get_data(as_text=True))
        except KeyError as error:
            raise RuntimeError(str(dict(request.headers))) from error

    @app.get("/stuck")
    def stuck() -> str:
        """Never answer."""
        Event().wait()
        return ""

    @app.get("/collector")
    def count_objects() -> dict[str, int]:
        """How many objects the collector of garbage goes through, how many it leaves alone, and how many
        applications this process has, those of earlier settings among them.
        """
        return {
            "goes_through": len(gc.get_objects()),
            "leaves_alone": gc.get_freeze_count(),
            "applications": len(_applications),
        }

    @app.after_request
    def name_worker(response: Response) -> Response:
        response.headers["X-Worker"] = str(os.getpid())
        return response
