"""`daemun dev`: a server for trying Daemun out, with demo users, that prints what to type."""

import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import click
from flask import Flask

from daemun.cli import dev_inbox
from daemun.cli.dev_server import OwnHosts, QuietHandler, configured_hosts
from daemun.cli.installation import present_installation
from daemun.cli.listening import listen
from daemun.cli.operators import present_origin
from daemun.composition.services import Services
from daemun.doctor.providers import callback_of
from daemun.features.admin.model import NewUser
from daemun.http.current_user import current_user
from daemun.http.guard import login_required
from daemun.loopback import is_loopback
from daemun.mail.outbox import Outbox
from daemun.randomness import SystemRandomness, base64url

_DEMO_USERS = {"minsu": (), "jiwoo": ("editor",)}
"""Names, and the roles they get."""

_CHANGED = "(has another password by now; to start over: daemun users delete {})"
_CUT_OUT_TOKEN = r"""sed -E 's/.*"access_token": "([^"]+)".*/\1/'"""


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on; only loopback is safe."
)
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8000,
    show_default=True,
    help="The port to listen on.",
)
def dev(host: str, port: int) -> None:
    """Start a server for trying Daemun out, with demo users."""
    installation = present_installation()
    listen(host, port).close()
    outbox = Outbox(limit=100)
    front = f"http://{_name(host)}:{port}"
    app = installation.make_app({"DAEMUN_DEVELOPMENT": True, "DAEMUN_HTTP_ORIGIN": front}, mailer=outbox)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]

    @app.get("/protected")
    @login_required
    def protected() -> dict[str, str]:
        return {"message": f"{current_user.username}, 인증 성공"}

    passwords = _demo_passwords(installation.instance / "demo-users.json")
    known = {name: _make_user(app, name, password) for name, password in passwords.items()}
    services: Services = app.extensions["daemun"]
    named = {_known_as(services, name): password for name, password in known.items()}
    app.register_blueprint(dev_inbox.blueprint(outbox, named))
    click.echo(_instructions(app, f"http://{_in_address(host)}:{port}", named))
    if services.settings.pages.enabled:
        click.echo(f"Open in a browser:\n  {front}/\n  {front}{dev_inbox.PATH}\n")
    hosts = {host.lower(), *configured_hosts(services.settings)}
    app.wsgi_app = OwnHosts(app.wsgi_app, hosts, is_open=not is_loopback(host))  # type: ignore[method-assign]
    app.run(host=host, port=port, threaded=True, request_handler=QuietHandler)


def _demo_passwords(path: Path) -> dict[str, str]:
    """The demo users' passwords: random, made once for each installation, readable only by its owner."""
    if not path.exists():
        made = {name: base64url(SystemRandomness().token(18)) for name in _DEMO_USERS}
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            json.dump(made, file)
    try:
        read: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
        return {name: read[name] for name in _DEMO_USERS}
    except (ValueError, KeyError, TypeError):
        raise click.ClickException(f"{path} is damaged: remove it") from None


def _make_user(app: Flask, name: str, password: str) -> str | None:
    """Create a demo user if needed. Returns the password, or None when the user has another one."""
    services: Services = app.extensions["daemun"]
    user = services.users.find_by_identifier(_known_as(services, name))
    if user is None:
        identifiers = services.settings.users.identifiers
        new = NewUser(
            username=name if "username" in identifiers else None,
            email=_address(name) if "email" in identifiers else None,
            roles=_DEMO_USERS[name],
        )
        services.admin.create_user(new, password, origin=present_origin())
        return password
    with services.hash_gate.admit() as slot:
        return password if services.passwords.verify(user.id, password, slot).stored is not None else None


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _name(host: str) -> str:
    """Without TLS, browsers keep our cookies only for the name `localhost`."""
    return "localhost" if is_loopback(host) else _in_address(host)


def _address(name: str) -> str:
    return f"{name}@example.com"


def _known_as(services: Services, name: str) -> str:
    return name if "username" in services.settings.users.identifiers else _address(name)


def _instructions(app: Flask, address: str, named: Mapping[str, str | None]) -> str:
    services: Services = app.extensions["daemun"]
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    lines = ["", "Addresses:"]
    for rule in rules:
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"  {methods:7} {address}{rule.rule}")
    for name in services.settings.providers:
        lines += ["", f"Enter at {name}:", f"  {callback_of(services.settings, name)}"]
    lines += ["", "Demo users:"]
    lines += [f"  {name}  {password or _CHANGED.format(name)}" for name, password in named.items()]
    lines += _conversation(services, address, named)
    return "\n".join([*lines, ""])


def _conversation(services: Services, address: str, passwords: Mapping[str, str | None]) -> Iterator[str]:
    """What to type: register, log in, visit."""
    api = address + services.settings.http.url_prefix
    in_cookies = services.settings.transport.cookies
    # With cookies, requests from pages of other sites are refused.
    headers = " -H 'Sec-Fetch-Site: same-origin'" if in_cookies else ""
    if services.settings.registration.enabled:
        name = _known_as(services, f"user{SystemRandomness().token(3).hex()}")
        password = base64url(SystemRandomness().token(18))
        body = {"email" if "@" in name else "username": name, "password": password}
        yield from ("", "Register:", f"  {_post(f'{api}/register', body)}{headers}")
    usable = ((name, password) for name, password in passwords.items() if password is not None)
    for name, password in islice(usable, 1):
        login = _post(f"{api}/login", {"identifier": name, "password": password}) + headers
        if in_cookies:
            yield from ("Log in and keep the cookies:", f"  {login} -c cookies.txt")
            yield from ("Call a protected route:", f"  curl -s {address}/protected -b cookies.txt")
        else:
            yield from ("Log in and keep the token:", f"  TOKEN=$({login} | {_CUT_OUT_TOKEN})")
            yield "Call a protected route:"
            yield f'  curl -s {address}/protected -H "Authorization: Bearer $TOKEN"'


def _post(address: str, body: Mapping[str, str]) -> str:
    return f"curl -s {address} -H 'Content-Type: application/json' -d '{json.dumps(body)}'"
