"""A protected view, where the server has seen the token before: its part of the same view in bare Flask."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.load import load, request
from bench.row import Row, Side, interleaved
from bench.served import PEERS_PYTHON, Served, ServedByUvicorn, log_in
from tests.server_process import ServerProcess

_ROUNDS = 7
_SECONDS = 1.0
_CLIENTS = 16


def measure() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare = stack.enter_context(Served(folder / "bare", "bench.served_by_flask:make_bare"))
        guarded = stack.enter_context(Served(folder / "guarded", "bench.served_by_flask:make_guarded"))
        peers = {name: stack.enter_context(server) for name, server in _peers(folder).items()}
        ours = {"Authorization": f"Bearer {log_in(guarded)}"}
        # Both sides get the same request: reading a long header is the server's work, not the guard's.
        sides = {"limit": _asking(bare, "/open", ours), "daemun": _asking(guarded, "/protected", ours)}
        limits = dict.fromkeys(peers, "limit")
        for name, peer in peers.items():
            sides[name] = _asking(peer, "/protected", _presenting(name, peer))
            if isinstance(peer, ServedByUvicorn):
                limits[name] = f"{name}, bare"
                sides[limits[name]] = _asking(peer, "/open", ours)
        seen = interleaved(sides, _ROUNDS)
    yield Row(
        "protected view, token seen before",
        f"the view in Flask alone, {seen['limit']:,.0f}/s",
        f"{seen['daemun']:,.0f}/s",
        seen["daemun"] / seen["limit"],
        0.92,
        peers={name: f"{seen[name] / seen[limits[name]]:.2f}" for name in peers},
    )


def _peers(folder: Path) -> Mapping[str, ServerProcess]:
    """Those on Flask share our limit; another framework has its own bare view."""
    if not PEERS_PYTHON.exists():
        return {}
    return {
        "Flask-JWT-Extended HS256": Served(
            folder / "extended-hs256", "bench.peers.flask_jwt_extended_app:make_hs256"
        ),
        "Flask-JWT-Extended ES256": Served(
            folder / "extended-es256", "bench.peers.flask_jwt_extended_app:make_es256"
        ),
        "PyJWT in a decorator": Served(folder / "pyjwt", "bench.peers.plain_pyjwt:make"),
        "Flask-Security": Served(folder / "security", "bench.peers.flask_security_app:make"),
        "fastapi-users": ServedByUvicorn(folder / "fastapi", "bench.peers.fastapi_users_app:make"),
    }


def _presenting(name: str, peer: ServerProcess) -> Mapping[str, str]:
    token = peer.get("/token").body["token"]
    return (
        {"Authentication-Token": token} if name == "Flask-Security" else {"Authorization": f"Bearer {token}"}
    )


def _asking(server: ServerProcess, path: str, headers: Mapping[str, str]) -> Side:
    """Requests per second."""
    ask = [request("GET", path, headers=headers)]

    def side() -> float:
        seen = load(server.port, ask, clients=_CLIENTS, seconds=_SECONDS)
        seen.expect_only_200(path)
        return seen.per_second

    return side
