"""Do what the Dockerfile does, without a container engine: the same commands, as an ordinary user, then the
server from files that it cannot change.

Images, layers and the isolation of a container are not rehearsed. Run as root, it builds and serves as other
users who own nothing else.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tools.dockerfile import Stage, read_stages

ROOT = Path(__file__).resolve().parent.parent
BUILDER, SERVER = 10_000, 10_001
_IMAGE_FOLDER = re.compile(r"(?<![\w/.])/(?:var/lib/daemun|daemun|build)\b")
_START_SECONDS = 60
_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Where the folders of the image are on this machine."""

    folder: Path
    python: str
    port: int

    def real(self, text: str) -> str:
        """Put our folders and our port into a command of the Dockerfile."""
        text = _IMAGE_FOLDER.sub(rf"{self.folder}\g<0>", text)
        return text.replace("python -m venv", f"{self.python} -m venv").replace("8000", str(self.port))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=_usable_python(), help="which one stands for the image's")
    arguments = parser.parse_args()
    build, final = read_stages(ROOT / "Dockerfile")
    with tempfile.TemporaryDirectory(prefix="daemun-image-") as folder:
        rehearsal = Rehearsal(Path(folder), arguments.python, _free_port())
        rehearsal.folder.chmod(0o755)
        size = build_application(rehearsal, build)
        print(f"built: {size / 2**20:.0f} MiB")
        seconds = serve_application(rehearsal, final)
        print(f"answers after {seconds:.1f} s, stops cleanly, and has written nothing beside its own folder")
    return 0


def build_application(rehearsal: Rehearsal, stage: Stage) -> int:
    """Copy and run as the build stage says; the size of what it made, in bytes."""
    place, application = rehearsal.folder / "build", rehearsal.folder / "daemun"
    for folder in (place, application):
        folder.mkdir()
        _give(folder, BUILDER)
    for instruction in stage.instructions:
        if instruction.name == "COPY":
            *sources, target = instruction.words
            for source in sources:
                _copy(ROOT / source, place / (Path(source).name if target == "./" else target))
        elif instruction.name == "RUN":
            environment = {**_plain_environment(rehearsal.folder / "build"), **stage.environment}
            _run(["sh", "-ec", rehearsal.real(instruction.rest)], BUILDER, place, environment)
    return sum(file.stat().st_size for file in application.rglob("*") if file.is_file())


def serve_application(rehearsal: Rehearsal, stage: Stage) -> float:
    """Start the image's command on files that are read-only to it; the seconds until its check is content."""
    state, application = rehearsal.folder / "var" / "lib" / "daemun", rehearsal.folder / "daemun"
    state.mkdir(parents=True, mode=0o700)
    _give(state, SERVER)
    for file in application.rglob("*"):
        if not file.is_symlink():
            file.chmod(file.stat().st_mode & 0o555)
    before = _listing(application)
    variables = {name: rehearsal.real(value) for name, value in stage.environment.items()}
    variables["PATH"] = variables["PATH"].replace("$PATH", os.defpath)
    environment = {**_plain_environment(state), **variables}
    began = time.monotonic()
    process = subprocess.Popen(
        stage.last("CMD").words,
        cwd=state,
        env=environment,
        **_as_user(SERVER),  # type: ignore[call-overload]
    )
    try:
        check = stage.last("HEALTHCHECK").rest.partition("CMD ")[2]
        while not _is_content(rehearsal.real(check), state, environment):
            if process.poll() is not None or time.monotonic() - began > _START_SECONDS:
                raise SystemExit("the server does not start")
            time.sleep(0.1)
        seconds = time.monotonic() - began
        _register(rehearsal.port)
        process.send_signal(getattr(signal, stage.last("STOPSIGNAL").rest))
        if process.wait(_STOP_SECONDS) != 0:
            raise SystemExit(f"the server ended with {process.returncode}")
    finally:
        process.kill()
        process.wait()
    if _listing(application) != before:
        raise SystemExit("the server has changed its own files")
    return seconds


def _is_content(check: str, folder: Path, environment: Mapping[str, str]) -> bool:
    command: list[str] = json.loads(check)
    ran = subprocess.run(
        [environment["PATH"].split(":")[0] + "/" + command[0], *command[1:]],
        cwd=folder,
        env=environment,
        stderr=subprocess.DEVNULL,
        check=False,
        **_as_user(SERVER),  # type: ignore[call-overload]
    )
    return bool(ran.returncode == 0)


def _register(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    body = '{"username": "minsu", "password": "gyeoul-bada-norae-4821"}'
    connection.request("POST", "/auth/register", body, {"Content-Type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    if status != 201:
        raise SystemExit(f"registration was answered with {status}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "tests", "dist"))
    else:
        shutil.copy(source, target)
    for path in (target.parent, target, *target.rglob("*")):
        _give(path, BUILDER)


def _run(command: Sequence[str], user: int, folder: Path, environment: Mapping[str, str]) -> None:
    subprocess.run(command, cwd=folder, env=environment, check=True, **_as_user(user))  # type: ignore[call-overload]


def _plain_environment(home: Path) -> dict[str, str]:
    """Nothing of the caller's, but where pip finds packages."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name == "LANG"}
    return {**kept, "HOME": str(home), "PATH": os.environ.get("PATH", os.defpath), "TMPDIR": str(home)}


def _as_user(user: int) -> dict[str, object]:
    return {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}


def _give(path: Path, user: int) -> None:
    if os.geteuid() == 0:
        os.chown(path, user, user)


def _listing(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns) for path in folder.rglob("*"))


def _usable_python() -> str:
    """The running one; for root the system's, which other users may run."""
    return (
        sys.executable if os.geteuid() != 0 else shutil.which("python3", path="/usr/local/bin:/usr/bin") or ""
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    raise SystemExit(main())
