"""PyJWT in a decorator of one's own, HS256, as tutorials write it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps

import jwt
from flask import Flask, g, request

_SECRET = "k" * 43


def make(*, instance_path: str) -> Flask:
    app = Flask(__name__)

    @app.get("/open")
    def open_to_all() -> dict[str, str]:
        return {"message": "minsu, 인증 성공"}

    @app.get("/protected")
    @_token_required
    def protected() -> dict[str, str]:
        return {"message": f"{g.user}, 인증 성공"}

    @app.get("/token")
    def token() -> dict[str, str]:
        expires = datetime.now(UTC) + timedelta(hours=1)
        return {"token": jwt.encode({"sub": "minsu", "exp": expires}, _SECRET, algorithm="HS256")}

    return app


def _token_required(view: Callable[[], dict[str, str]]) -> Callable[[], object]:
    @wraps(view)
    def guarded() -> object:
        _scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            g.user = jwt.decode(token, _SECRET, algorithms=["HS256"])["sub"]
        except jwt.InvalidTokenError:
            return {"message": "no"}, 401
        return view()

    return guarded
