"""What a person can cause at a start or a command is a sentence with what to do, and no stack trace."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemun.cli.main import main
from tests.cli.conftest import LANGUAGE_VARIABLES
from tests.docs.web_process import free_port

BOM = "\ufeff"
SETPRIV = shutil.which("setpriv")


def give(*arguments: str, **environment: str) -> Result:
    """Give a command as on a shell, in this process."""
    return CliRunner().invoke(main, arguments, env={**dict.fromkeys(LANGUAGE_VARIABLES), **environment})


def refusal(*arguments: str, **environment: str) -> str:
    result = give(*arguments, **environment)
    assert result.exit_code in (1, 2), result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with a file where a folder cannot be."""
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _key(content: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        key = folder / "instance" / "daemun-secret-key"
        key.parent.mkdir()
        key.write_text(content, encoding="utf-8")
        key.chmod(0o600)

    return make


def _folder(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).mkdir(parents=True)


def _file(name: str, content: bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    return make


CAUSES: dict[str, tuple[Callable[[Path], None], tuple[str, ...], dict[str, str], str]] = {
    "an instance folder that cannot be made": (
        lambda _: None,
        ("--instance", "file/x", "users", "import", "file"),
        {},
        "file/x: Not a directory; let the user that runs this write there",
    ),
    "the same for dev": (
        lambda _: None,
        ("--instance", "file/x", "dev", "--port", f"{free_port()}"),
        {},
        "Not a directory",
    ),
    "the same for upgrade": (
        lambda _: None,
        ("--instance", "file/x", "db", "upgrade"),
        {},
        "Not a directory",
    ),
    "the same for doctor": (lambda _: None, ("--instance", "file/x", "doctor"), {}, "files.folder"),
    "a folder in place of the key": (
        _folder("instance/daemun-secret-key"),
        ("db", "upgrade"),
        {},
        "cannot be read",
    ),
    "a key that is none": (_key("none"), ("users", "list"), {}, "damaged"),
    "a folder in place of the database": (
        _folder("instance/daemun.sqlite3"),
        ("db", "upgrade"),
        {},
        "cannot be opened",
    ),
    "a database that is none": (
        _file("instance/daemun.sqlite3", b"not a database" * 100),
        ("db", "upgrade"),
        {},
        "not a SQLite database",
    ),
    "a file of settings that is no TOML": (
        _file("daemun.toml", b"x ="),
        ("db", "upgrade"),
        {},
        "daemun.toml: not TOML",
    ),
    "a file of settings in another encoding": (
        _file("daemun.toml", "x = 1".encode("utf-16")),
        ("db", "upgrade"),
        {},
        "daemun.toml: not UTF-8",
    ),
    "a folder in place of the settings": (
        _folder("daemun.toml"),
        ("db", "upgrade"),
        {},
        "daemun.toml: cannot be read",
    ),
    "a secret's file that is missing": (
        lambda _: None,
        ("db", "upgrade"),
        {"DAEMUN_SECRET_KEY_FILE": "/nowhere"},
        "cannot be read",
    ),
    "texts that are no TOML": (
        _file("texts/ko.toml", b"x ="),
        ("db", "upgrade"),
        {"DAEMUN_TEXTS_FOLDER": "texts"},
        "ko.toml",
    ),
    "texts that are a folder": (
        _folder("texts/ko.toml"),
        ("db", "upgrade"),
        {"DAEMUN_TEXTS_FOLDER": "texts"},
        "ko.toml",
    ),
    "a port that cannot be": (
        lambda _: None,
        ("serve", "--port", "0"),
        {"DAEMUN_SERVER_MONITORING_ADDRESS": "127.0.0.1:99999"},
        "cannot listen on 127.0.0.1, port 99999",
    ),
    "a host that cannot be": (lambda _: None, ("serve", "--host", "a..b"), {}, "cannot listen on a..b"),
    "a host that is too long": (lambda _: None, ("serve", "--host", "a" * 300), {}, "no such address"),
    "an address of another machine": (
        lambda _: None,
        ("serve", "--host", "203.0.113.1"),
        {},
        "cannot listen",
    ),
    "the same for dev's host": (lambda _: None, ("dev", "--host", "a..b"), {}, "cannot listen on a..b"),
    "a database that nobody knows": (
        lambda _: None,
        ("db", "upgrade"),
        {"DAEMUN_DATABASE_URL": "mysql://u:p@h/x"},
        "MySQL is not supported",
    ),
    "a database that does not answer": (
        lambda _: None,
        ("db", "upgrade"),
        {"DAEMUN_DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x"},
        "the database is not available",
    ),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_what_a_person_can_cause_is_a_sentence(cause: str, folder: Path) -> None:
    prepare, arguments, environment, sentence = CAUSES[cause]
    prepare(folder)

    if "serve" not in arguments:
        assert sentence in refusal(*arguments, **environment)
        return
    # The server counts from its first import on: it needs a process of its own.
    result = _run(*arguments, **environment)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("module", "arguments", "extra"),
    [
        ("gunicorn", ("serve",), "daemun[server]"),
        ("prometheus_client", ("serve",), "daemun[server]"),
        ("psycopg", ("config", "check"), "daemun[postgres]"),
        ("redis", ("config", "check"), "daemun[redis]"),
    ],
)
def test_a_missing_extra_is_named(module: str, arguments: tuple[str, ...], extra: str) -> None:
    result = _run(
        *arguments,
        before=f"sys.modules[{module!r}] = None",
        DAEMUN_DATABASE_URL="postgresql://u@127.0.0.1/x" if module == "psycopg" else "",
        DAEMUN_REDIS_URL="redis://127.0.0.1" if module == "redis" else "",
    )

    assert result.returncode == 1
    assert f'pip install "{extra}"' in result.stderr
    assert "Traceback" not in result.stderr


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert "is taken" in _run("serve", "--port", port).stderr
        assert "is taken" in refusal("dev", "--port", port)


def test_a_byte_order_mark_disturbs_no_file(folder: Path) -> None:
    (folder / "daemun.toml").write_text(f"{BOM}[lockout]\nmax_failures = 7\n", encoding="utf-8")
    (folder / "redis.txt").write_text(f"{BOM}redis://127.0.0.1:6379/0\n", encoding="utf-8")
    (folder / "redis.txt").chmod(0o600)
    (folder / "texts").mkdir()
    (folder / "texts" / "ko.toml").write_text(f'{BOM}[own]\nx = "y"\n', encoding="utf-8")
    assert give("db", "upgrade").exit_code == 0
    key = folder / "instance" / "daemun-secret-key"
    key.write_text(BOM + key.read_text(encoding="ascii"), encoding="utf-8")

    result = give(
        "config", "show", DAEMUN_REDIS_URL_FILE=str(folder / "redis.txt"), DAEMUN_TEXTS_FOLDER="texts"
    )

    assert result.exit_code == 0, result.output
    assert "DAEMUN_LOCKOUT_MAX_FAILURES\t7\t" in result.output
    assert give("db", "check").exit_code == 0


def test_an_empty_variable_counts_as_not_set(folder: Path) -> None:
    (folder / "daemun.toml").write_text("[lockout]\nmax_failures = 7\n", encoding="utf-8")

    result = give(
        *("config", "show"),
        DAEMUN_REDIS_URL="",
        DAEMUN_DATABASE_URL="",
        DAEMUN_LOCKOUT_MAX_FAILURES="",
        DAEMUN_SERVER_WORKERS="",
        DAEMUN_INSTANCE="",
        DAEMUN_CONFIG="",
        DAEMUN_NO_SUCH_SETTING="",
    )

    assert result.exit_code == 0, result.output
    assert "DAEMUN_LOCKOUT_MAX_FAILURES\t7\tdaemun.toml" in result.output


def test_the_root_is_a_slash_in_the_environment() -> None:
    assert (
        "DAEMUN_HTTP_URL_PREFIX\t\tenvironment" in give("config", "show", DAEMUN_HTTP_URL_PREFIX="/").output
    )


@pytest.mark.parametrize(
    ("arguments", "redirection", "code"),
    [
        (("config", "show"), ">&-", 0),
        (("config", "show"), ">/dev/full", 1),
        (("config", "show"), "| head -0", 0),
        (("users", "create", "kim", "--password-stdin"), "<&-", 1),
        (("users", "create", "kim"), "<&-", 2),
    ],
)
def test_closed_and_full_pipes_are_no_stack_trace(
    arguments: tuple[str, ...], redirection: str, code: int
) -> None:
    command = f"{sys.executable} -m daemun {' '.join(arguments)} {redirection}"

    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr


def test_a_terminal_without_the_characters_gets_them_escaped(folder: Path) -> None:
    result = _run("--instance", "서점", "users", "list", PYTHONIOENCODING="ascii")

    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def test_a_working_directory_that_is_gone_is_a_sentence(folder: Path) -> None:
    (folder / "gone").mkdir()
    command = f"cd gone && rmdir ../gone && {sys.executable} -m daemun config check"

    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "No such file or directory" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(os.geteuid() == 0 and SETPRIV is None, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_a_sentence(folder: Path) -> None:
    (folder / "instance").mkdir(mode=0o500)
    # Root, too, may not write there once it has given up to go over the rights of files.
    without_rights = (
        [str(SETPRIV), "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]
        if os.geteuid() == 0
        else []
    )

    result = subprocess.run(
        [*without_rights, sys.executable, "-m", "daemun", "serve", "--port", "0"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "Permission denied" in result.stderr
    assert "Traceback" not in result.stderr


def _run(*arguments: str, before: str = "pass", **environment: str) -> "subprocess.CompletedProcess[str]":
    code = f"import sys; {before}; from daemun.cli.main import main; main(prog_name='daemun')"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_database_that_does_not_answer_is_told_once() -> None:
    told = refusal(
        "users",
        "list",
        DAEMUN_DATABASE_URL="mongodb://127.0.0.1:1/x",
        DAEMUN_SECRET_KEY="q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk=",
    )

    assert told.count("the database is not available") == 1
