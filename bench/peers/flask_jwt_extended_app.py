"""Flask-JWT-Extended: a token names the user, HS256 or ES256."""

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask_jwt_extended import JWTManager, create_access_token, get_jwt_identity, jwt_required


def make_hs256(*, instance_path: str) -> Flask:
    return _make({"JWT_SECRET_KEY": "k" * 43, "JWT_ALGORITHM": "HS256"})


def make_es256(*, instance_path: str) -> Flask:
    key = ec.generate_private_key(ec.SECP256R1())
    return _make({"JWT_PRIVATE_KEY": key, "JWT_PUBLIC_KEY": key.public_key(), "JWT_ALGORITHM": "ES256"})


def _make(config: dict[str, object]) -> Flask:
    app = Flask(__name__)
    app.config.update(config)
    JWTManager(app)

    @app.get("/open")
    def open_to_all() -> dict[str, str]:
        return {"message": "minsu, 인증 성공"}

    @app.get("/protected")
    @jwt_required()
    def protected() -> dict[str, str]:
        return {"message": f"{get_jwt_identity()}, 인증 성공"}

    @app.get("/token")
    def token() -> dict[str, str]:
        return {"token": create_access_token(identity="minsu")}

    return app
