"""`daemun dev`: a server for trying it out, with demo users, that prints what to type."""

import json
import os
from pathlib import Path

import click
from flask import Flask

from daemun.cli.installation import present_installation
from daemun.composition import Services
from daemun.features.audit.service import SYSTEM
from daemun.features.users.errors import UsernameTaken
from daemun.http.guard import current_user, login_required
from daemun.randomness import SystemRandomness, base64url

_DEMO_USERS = {"minsu": (), "jiwoo": ("editor",)}
"""Names, and the roles they get."""


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on; loopback only is safe."
)
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
def dev(host: str, port: int) -> None:
    """Start a server for trying it out."""
    installation = present_installation()
    app = installation.make_app({"DAEMUN_DEVELOPMENT": True})
    app.json.ensure_ascii = False  # type: ignore[attr-defined]

    @app.get("/protected")
    @login_required
    def protected() -> dict[str, str]:
        return {"message": f"{current_user.username}, 인증 성공"}

    services: Services = app.extensions["daemun"]
    passwords = _demo_passwords(installation.instance / "demo-users.json")
    for name, password in passwords.items():
        _make_user(services, name, password)
    click.echo(_instructions(app, f"http://{host}:{port}", passwords))
    app.run(host=host, port=port, threaded=True)


def _demo_passwords(path: Path) -> dict[str, str]:
    """The demo users' passwords: random, made once for each installation, readable by its owner alone."""
    if not path.exists():
        made = {name: base64url(SystemRandomness().token(18)) for name in _DEMO_USERS}
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            json.dump(made, file)
    passwords: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return passwords


def _make_user(services: Services, name: str, password: str) -> None:
    user = services.users.draft(username=name, email=None, profile={})
    password_hash = services.passwords.hash_new(password, user)
    try:
        with services.store.batches.batch():
            services.users.add(user)
            services.passwords.add(user.id, password_hash)
    except UsernameTaken:
        return
    for role in _DEMO_USERS[name]:
        services.roles.grant(user.id, role, origin=SYSTEM)


def _instructions(app: Flask, address: str, passwords: dict[str, str]) -> str:
    services: Services = app.extensions["daemun"]
    api = address + services.settings.http.url_prefix
    newcomer = f"user{SystemRandomness().token(3).hex()}"
    new_password = base64url(SystemRandomness().token(18))
    name, password = next(iter(passwords.items()))
    lines = ["", "Addresses:"]
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    for rule in rules:
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"  {methods:7} {address}{rule.rule}")
    lines += ["", "Demo users:"]
    lines += [f"  {user}  {secret}" for user, secret in passwords.items()]
    post = "-H 'Content-Type: application/json' -d"
    registration = json.dumps({"username": newcomer, "password": new_password})
    login = json.dumps({"username": name, "password": password})
    cut_out_token = r"""sed -E 's/.*"access_token": "([^"]+)".*/\1/'"""
    lines += [
        "",
        "Register:",
        f"  curl {api}/register {post} '{registration}'",
        "Log in and keep the token:",
        f"  TOKEN=$(curl -s {api}/login {post} '{login}' | {cut_out_token})",
        "Call a protected route:",
        f'  curl {address}/protected -H "Authorization: Bearer $TOKEN"',
        "",
    ]
    return "\n".join(lines)
