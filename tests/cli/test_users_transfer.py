import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from daemun.cli.main import main
from daemun.cli.users_transfer import _whole_file
from daemun.composition.services import Services
from daemun.server import create_app
from tests.features.passwords.foreign_makers import FLASK_SECURITY_SALT
from tests.server_process import wait_until

SAMPLES = Path(__file__).parents[1] / "features" / "user_transfer" / "samples"


class Users:
    """`daemun users ...` on one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: object) -> Result:
        environment = {"DAEMUN_PASSWORDS_FLASK_SECURITY_SALT": FLASK_SECURITY_SALT}
        given = ["--instance", str(self.folder / "instance"), "users", *map(str, arguments)]
        return CliRunner().invoke(main, given, env=environment)

    def services(self) -> Services:
        services: Services = create_app(instance_path=self.folder / "instance").extensions["daemun"]
        return services


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users(tmp_path)


MANY = 10_000
"""Takes long enough to be stopped on the way, also on a busy machine."""


def lines(count: int) -> str:
    return "".join(f'{{"id": "u{number}", "username": "person{number}"}}\n' for number in range(count))


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir() if path.suffix != ".txt"))
def test_the_export_of_every_product_comes_in(users: Users, sample: str) -> None:
    encoding = ["--encoding", "cp949"] if "cp949" in sample else []
    parameters = ["--firebase-parameters", SAMPLES / "firebase-parameters.txt"]

    done = users.run("import", SAMPLES / sample, *parameters, *encoding, "--json")

    counts = json.loads(done.stdout)
    assert counts["imported"] == 3
    assert done.exit_code == (1 if counts["refused"] else 0)
    jiwoo = users.services().users.find_by_email("jiwoo@example.kr")
    assert jiwoo is not None


def test_refused_rows_are_kept_private_and_come_in_when_mended(users: Users, tmp_path: Path) -> None:
    rejected = tmp_path / "refused.jsonl"
    (tmp_path / "users.csv").write_text('username,email\nminsu,m@example.kr\na,al@example.kr\n"x"y,z\n')

    done = users.run("import", tmp_path / "users.csv", "--rejected", rejected)

    assert done.exit_code == 1
    assert "refused: 2" in done.stdout
    assert "row 3: /username too_short" in done.stdout
    assert rejected.stat().st_mode & 0o777 == 0o600
    short, broken = map(json.loads, rejected.read_text().splitlines())
    assert short["refused"]["row"] == 3
    assert short["refused"]["errors"][0]["code"] == "too_short"
    assert broken["refused"]["text"] == '"x"y,z\n'
    (tmp_path / "mended.jsonl").write_text(json.dumps(short | {"username": "albert"}))
    assert users.run("import", tmp_path / "mended.jsonl").exit_code == 0
    assert users.services().users.find_by_email("al@example.kr") is not None


def test_a_file_of_refused_rows_is_made_for_refused_rows_only_and_never_overwritten(
    users: Users, tmp_path: Path
) -> None:
    (tmp_path / "users.jsonl").write_text(lines(2))
    (tmp_path / "there").write_text("precious")

    assert users.run("import", tmp_path / "users.jsonl", "--rejected", tmp_path / "new").exit_code == 0
    assert not (tmp_path / "new").exists()
    refused = users.run("import", tmp_path / "users.jsonl", "--rejected", tmp_path / "there")
    assert refused.exit_code == 1
    assert "name a new file" in refused.stderr
    assert (tmp_path / "there").read_text() == "precious"


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(users: Users, tmp_path: Path) -> None:
    (tmp_path / "unclear").write_text("a,b\n")

    for arguments in (
        [SAMPLES / "own-excel-cp949.csv"],
        [tmp_path / "unclear"],
        [SAMPLES / "firebase.json"],
        [SAMPLES / "own.csv", "--encoding", "klingon"],
    ):
        done = users.run("import", *arguments)
        assert done.exit_code == 1
        assert done.stderr.startswith("Error: ")
        assert "--" in done.stderr or "encoding" in done.stderr
    assert users.run("import", tmp_path / "missing").exit_code == 2


@pytest.mark.parametrize("kind", ["jsonl", "csv", "json"])
def test_what_was_exported_and_imported_elsewhere_is_exported_alike(
    users: Users, tmp_path: Path, kind: str
) -> None:
    users.run("import", SAMPLES / "keycloak.json")
    users.run("import", SAMPLES / "own.jsonl")
    elsewhere = Users(tmp_path / "elsewhere")
    first, second = tmp_path / f"first.{kind}", tmp_path / f"second.{kind}"
    way = ["--json"] if kind == "json" else ["--format", kind]

    users.run("export", first, *way)
    assert elsewhere.run("import", first, "--accept-weak-hashes").exit_code == 0
    elsewhere.run("export", second, *way)

    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_text().splitlines()) >= 3
    assert first.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "given", "beginning"),
    [
        ("all.csv", [], "id,username,"),
        ("ALL.CSV", [], "id,username,"),
        ("all.jsonl", [], '{"id": '),
        ("all", [], '{"id": '),
        ("all.csv", ["--format", "jsonl"], '{"id": '),
        ("all.csv", ["--json"], '[{"id": '),
        ("all.jsonl", ["--format", "csv"], "id,username,"),
    ],
)
def test_an_export_is_written_as_its_file_is_called(
    users: Users, tmp_path: Path, name: str, given: list[str], beginning: str
) -> None:
    users.run("import", SAMPLES / "own.jsonl")

    assert users.run("export", tmp_path / name, *given).exit_code == 0

    assert (tmp_path / name).read_text("utf-8").startswith(beginning)


def test_an_export_goes_to_a_pipe_and_into_no_file_that_exists(users: Users, tmp_path: Path) -> None:
    users.run("import", SAMPLES / "own.jsonl")
    (tmp_path / "there").write_text("precious")

    piped = users.run("export")

    records = [json.loads(line) for line in piped.stdout.splitlines()]
    assert [record["username"] for record in records].count("minsu") == 1
    assert json.loads(users.run("export", "--json").stdout) == records
    assert users.run("export", tmp_path / "there").exit_code == 1
    assert (tmp_path / "there").read_text() == "precious"


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_import_that_was_stopped_goes_on_when_run_again(
    users: Users, tmp_path: Path, ending: signal.Signals
) -> None:
    file = tmp_path / "users.jsonl"
    file.write_text(lines(MANY))
    instance = str(tmp_path / "instance")
    services = users.services()
    services.store.ping()
    # Where the tests run in the background of a shell it is ignored, and processes inherit that.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "daemun", "--instance", instance, "users", "import", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, heard)
    wait_until(lambda: services.store.users.find("u700") is not None, 60)
    os.kill(process.pid, ending)
    output, errors = process.communicate(timeout=60)

    done = json.loads(users.run("import", file, "--json").stdout)

    assert process.returncode == (-ending if ending is signal.SIGKILL else 128 + ending)
    if ending is not signal.SIGKILL:
        assert "imported: " in output
        assert "run it again" in errors
    assert done["imported"] + done["already_there"] == MANY
    assert done["already_there"] >= 1000
    assert done["refused"] == 0


def test_an_export_that_is_stopped_leaves_no_half_of_it(tmp_path: Path) -> None:
    def write_half() -> None:
        with _whole_file(tmp_path / "everybody.jsonl") as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_with_the_file(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    file = users.folder / "users.jsonl"
    file.write_text('{"username": "a b"}\n')
    full = users.folder / "refused.jsonl"
    opened = os.open
    monkeypatch.setattr(
        os,
        "open",
        lambda path, *rest: opened("/dev/full", os.O_WRONLY) if path == full else opened(path, *rest),
    )

    done = users.run("import", file, "--rejected", full)

    assert (done.exit_code, f"{full}: No space left" in done.output) == (1, True)
    assert "run it again" in done.output


def test_a_file_of_refused_rows_that_cannot_be_made_is_told_before_anything_is_imported(users: Users) -> None:
    file = users.folder / "users.jsonl"
    file.write_text(lines(1))

    done = users.run("import", file, "--rejected", users.folder / "nowhere" / "refused.jsonl")

    assert (done.exit_code, "nowhere" in done.output) == (1, True)
    assert users.services().users.find_by_username("person0") is None
