"""Bodies of requests on any bytes: a typed body or a documented problem, which never repeats the body."""

import json
from collections.abc import Iterator
from typing import Final

from flask import Flask

from daemun.features.passwords.routes import ChangePasswordBody, LogInBody
from daemun.features.registration.routes import RegisterBody
from daemun.features.users.routes import ChangeMeBody
from daemun.http.body import Body, read_body
from daemun.problem import Problem

_APP: Final = Flask("fuzz")
_BODIES: Final[tuple[type[Body], ...]] = (RegisterBody, LogInBody, ChangePasswordBody, ChangeMeBody)


def seeds() -> Iterator[bytes]:
    bodies = (
        {"username": "mina", "email": "mina@example.kr", "password": "p", "profile": {"age": 3}},
        {"identifier": "mina", "password": "p"},
        {"current_password": "p", "new_password": "q"},
        {"profile": {"nested": [1.5, None, True, "한글", {"a": -1e300}]}},
    )
    for number, body in enumerate(bodies):
        yield bytes([number]) + json.dumps(body).encode()
    yield b"\0" + b'{"password":"\\ud800","password":NaN}'


def try_input(data: bytes) -> None:
    """The first byte chooses the body."""
    model = _BODIES[(data[:1] or b"\0")[0] % len(_BODIES)]
    content = data[1:]
    with _APP.test_request_context("/", method="POST", data=content, content_type="application/json"):
        try:
            read_body(model)
        except Problem as problem:
            if not 400 <= problem.status < 500:
                raise
