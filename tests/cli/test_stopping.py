import signal
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from daemun.composition.services import Services
from tests.cli.conftest import Commands
from tests.cli.test_database import old_counts

PURGING = """
import os, signal, sys
from daemun.cli.main import main
from daemun.storage.sql.housekeeping import SqlHousekeepingStore

remove = SqlHousekeepingStore.remove_expired

def remove_and_signal(self, kind, expired, *, limit):
    removed = remove(self, kind, expired, limit=limit)
    if removed:
        os.kill(os.getpid(), int(sys.argv[2]))
    return removed

SqlHousekeepingStore.remove_expired = remove_and_signal
# Where the tests run in the background of a shell it is ignored, and processes inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, getattr(signal, sys.argv[3]))
main(["--instance", sys.argv[1], "db", "purge"])
"""


def purge(daemun: Commands, number: signal.Signals, *, hang_up: str = "SIG_DFL") -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-c", PURGING, str(daemun.folder), str(number.value), hang_up],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ended.returncode, ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_with_a_sentence_and_what_was_done_stays(
    daemun: Commands, running: Services, number: signal.Signals
) -> None:
    old_counts(running, 700)

    assert purge(daemun, number) == (128 + number, "stopped: the next run goes on\n")

    assert daemun.json("db", "purge")["removed"]["counts"] == 200


def test_a_signal_that_is_ignored_below_nohup_ends_nothing(daemun: Commands, running: Services) -> None:
    old_counts(running, 700)

    assert purge(daemun, signal.SIGHUP, hang_up="SIG_IGN") == (0, "")


def test_what_hears_signals_is_as_before_when_a_command_is_over(daemun: Commands) -> None:
    before = signal.getsignal(signal.SIGTERM)

    assert daemun("users", "list").exit_code == 0

    assert signal.getsignal(signal.SIGTERM) is before


COPYING = """
import os, signal, sys
from daemun.cli import database_copy
from daemun.cli.main import main

copy = database_copy.copy_everything

def copy_and_signal(source, target):
    for moment in copy(source, target):
        os.kill(os.getpid(), int(sys.argv[2]))
        yield moment

database_copy.copy_everything = copy_and_signal
signal.signal(signal.SIGINT, signal.default_int_handler)
main(["--instance", sys.argv[1], "db", "copy", "--from", sys.argv[3], "--to", sys.argv[4]])
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_a_copy_that_a_signal_stops_goes_on_where_it_was(
    daemun: Commands, running: Services, request: pytest.FixtureRequest, number: signal.Signals, target: str
) -> None:
    for name in ("minsu", "jiwoo"):
        assert daemun("users", "create", name, "--generate-password").exit_code == 0
    running.close()
    url = "sqlite:///other.sqlite3" if target == "sqlite" else request.getfixturevalue("postgres_url")
    addresses = ("sqlite:///daemun.sqlite3", url)

    code = [sys.executable, "-c", COPYING, str(daemun.folder), str(number.value), *addresses]
    stopped = subprocess.run(code, capture_output=True, text=True, check=False, timeout=60)

    assert stopped.returncode == 128 + number
    assert stopped.stderr == "stopped: run it again to go on\n"
    copied = daemun.json("db", "copy", "--from", addresses[0], "--to", addresses[1])
    assert (copied["different"], copied["tables"]["daemun_users"]) == ([], 2)


EJECTING = """
import os, signal, sys
from pathlib import Path
from daemun.cli.main import main

open_file = Path.open

def open_and_signal(self, *arguments, **options):
    opened = open_file(self, *arguments, **options)
    if self.name == "login.html" and arguments == ("x",):
        os.kill(os.getpid(), int(sys.argv[1]))
    return opened

Path.open = open_and_signal
signal.signal(signal.SIGINT, signal.default_int_handler)
main(["pages", "eject", "login"])
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_no_half_of_a_template(tmp_path: Path, number: signal.Signals) -> None:
    code = [sys.executable, "-c", EJECTING, str(number.value)]

    stopped = subprocess.run(code, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)

    assert (stopped.returncode, stopped.stderr) == (128 + number, "stopped\n")
    assert list((tmp_path / "templates" / "daemun").iterdir()) == []


INTERRUPTED = """
import os, signal, sys

_, module, hears, *command = sys.argv

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
signal.signal(signal.SIGINT, getattr(signal, hears))
from daemun_command import main
sys.argv = ["daemun", *command]
main()
"""


def interrupt_at_import(
    module: str, *command: str, folder: Path, hears: str = "default_int_handler"
) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module, hears, *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=folder,
    )
    return ended.returncode, ended.stderr


def test_an_interrupt_while_the_program_is_loaded_ends_it_without_a_word(tmp_path: Path) -> None:
    (program,) = entry_points(group="console_scripts", name="daemun")

    assert program.value == "daemun_command:main"
    assert interrupt_at_import("flask", "users", "list", folder=tmp_path) == (-signal.SIGINT, "")


def test_an_interrupt_that_is_ignored_in_the_background_of_a_shell_ends_nothing(tmp_path: Path) -> None:
    assert interrupt_at_import("flask", "--version", folder=tmp_path, hears="SIG_IGN") == (0, "")


def test_an_interrupt_while_the_server_starts_ends_it_with_a_sentence(tmp_path: Path) -> None:
    ended = interrupt_at_import("gunicorn.app.base", "serve", "--port", "0", folder=tmp_path)

    assert ended == (128 + signal.SIGINT, "stopped\n")
