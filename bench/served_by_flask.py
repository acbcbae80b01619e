"""The same two views, once without Daemun and once with it."""

from pathlib import Path

from flask import Flask

from daemun import Daemun, current_user, login_required


def make_bare(*, instance_path: str) -> Flask:
    """Flask alone."""
    app = Flask(__name__, instance_path=instance_path)

    @app.get("/open")
    def open_to_all() -> dict[str, str]:
        return {"message": "minsu, 인증 성공"}

    return app


def make_guarded(*, instance_path: str, database_url: str | None = None) -> Flask:
    """Flask with the extension, on SQLite unless an address is given."""
    app = make_bare(instance_path=instance_path)
    app.config["DAEMUN_DATABASE_URL"] = database_url or f"sqlite:///{Path(instance_path, 'daemun.db')}"
    Daemun(app)

    @app.get("/protected")
    @login_required
    def protected() -> dict[str, str]:
        return {"message": f"{current_user.username}, 인증 성공"}

    return app
