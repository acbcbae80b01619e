"""Flask-Security with its token, users in SQLite."""

from contextlib import suppress
from pathlib import Path

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore, auth_token_required, current_user, hash_password
from flask_security.models import fsqla_v3 as fsqla
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError, OperationalError


def make(*, instance_path: str) -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="k" * 43,
        SECURITY_PASSWORD_SALT="1" * 39,
        SECURITY_PASSWORD_HASH="argon2",
        # What Daemun takes, too.
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__memory_cost": 19_456,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{Path(instance_path, 'peer.db')}",
        WTF_CSRF_ENABLED=False,
    )
    db = SQLAlchemy(app)
    fsqla.FsModels.set_db_info(db)

    class Role(db.Model, fsqla.FsRoleMixin):
        pass

    class User(db.Model, fsqla.FsUserMixin):
        pass

    users = SQLAlchemyUserDatastore(db, User, Role)
    app.security = Security(app, users)
    # Of several workers the first makes tables and users.
    with app.app_context(), suppress(IntegrityError, OperationalError):
        db.create_all()
        password = hash_password("gyeoul-bada-norae-4821")
        for name in ("minsu", *(f"person{number}" for number in range(256))):
            users.create_user(email=f"{name}@example.kr", password=password)
        db.session.commit()

    @app.get("/open")
    def open_to_all() -> dict[str, str]:
        return {"message": "minsu, 인증 성공"}

    @app.get("/protected")
    @auth_token_required
    def protected() -> dict[str, str]:
        return {"message": f"{current_user.email.partition('@')[0]}, 인증 성공"}

    @app.get("/token")
    def token() -> dict[str, str]:
        return {"token": users.find_user(email="minsu@example.kr").get_auth_token()}

    return app
