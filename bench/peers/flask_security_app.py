"""Flask-Security with its token, users in SQLite."""

from pathlib import Path

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore, auth_token_required, current_user, hash_password
from flask_security.models import fsqla_v3 as fsqla
from flask_sqlalchemy import SQLAlchemy


def make(*, instance_path: str) -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="k" * 43,
        SECURITY_PASSWORD_SALT="1" * 39,
        SECURITY_PASSWORD_HASH="argon2",
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
    with app.app_context():
        db.create_all()
        if users.find_user(email="minsu@example.kr") is None:
            users.create_user(email="minsu@example.kr", password=hash_password("gyeoul-bada-norae-4821"))
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
