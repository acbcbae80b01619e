"""People who come from elsewhere log in over HTTP with the passwords that they have."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from daemun.cli.main import main
from daemun.server import create_app
from tests.features.passwords.foreign_makers import FLASK_SECURITY_SALT, MAKERS, bcrypt_hash
from tests.server_process import Answer, ServerProcess

PASSWORD = "wide-otter-lamp-42-river"
KOREAN = "봄비가-내리는-조용한-항구"
PEPPER = "yPq0Zk3nE7uW5sT1vR9xB2mC4dF6gH8jK0lA3zS5wQ7"
SAMPLES = Path(__file__).parents[1] / "features" / "user_transfer" / "samples"
SETTINGS = {
    "DAEMUN_PASSWORDS_PEPPER": PEPPER,
    "DAEMUN_PASSWORDS_FLASK_SECURITY_SALT": FLASK_SECURITY_SALT,
}
KINDS = [kind.replace(" ", "-").replace("_", "-") for kind in MAKERS]
EXPORTS = ["auth0.ndjson", "django.json", "firebase.json", "flask-security.csv", "keycloak.json", "own.csv"]


@pytest.fixture(scope="module")
def old_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("imported")
    people = [
        {"username": f"{kind}-{number}", "password_hash": make(password)}
        for number, password in enumerate((PASSWORD, KOREAN))
        for kind, make in zip(KINDS, MAKERS.values(), strict=True)
    ]
    people.append({"username": "bcrypt-long", "password_hash": bcrypt_hash("x" * 72)})
    (folder / "people.jsonl").write_text("\n".join(map(json.dumps, people)))
    _bring(folder, folder / "people.jsonl", "--accept-weak-hashes")
    for name in EXPORTS:
        _bring(folder, _with_names_of_their_own(SAMPLES / name, folder))
    with ServerProcess(folder, environment=SETTINGS, workers=1) as server:
        yield server


def _bring(folder: Path, file: Path, *options: str) -> None:
    parameters = ("--firebase-parameters", str(SAMPLES / "firebase-parameters.txt"))
    given = ["--instance", str(folder / "instance"), "users", "import", str(file), *parameters, *options]
    done = CliRunner().invoke(main, given, env=SETTINGS)
    assert done.stdout.startswith("imported: "), done.output


def _with_names_of_their_own(sample: Path, folder: Path) -> Path:
    """The samples have the same people: `minsu@example.kr` becomes `minsu@django.example.kr`, and so on."""
    product = sample.stem
    text = sample.read_text().replace("@example.kr", f"@{product}.example.kr")
    for name in ("minsu", "jiwoo", "hajun", "지우네", "oldtimer"):
        text = text.replace(f'"{name}"', f'"{name}-{product}"').replace(f",{name},", f",{name}-{product},")
        text = text.replace(f"\n{name},", f"\n{name}-{product},")
    if product in ("django", "flask-security"):
        text = text.replace('"pk": ', '"pk": 9').replace("\n1,", "\n11,").replace("\n2,", "\n12,")
    copy = folder / sample.name
    copy.write_text(text)
    return copy


def log_in(server: ServerProcess, identifier: str, password: str) -> Answer:
    return server.post("/auth/login", {"identifier": identifier, "password": password})


def stored_hash(server: ServerProcess, identifier: str) -> str:
    app = create_app(instance_path=server.folder / "instance")
    services = app.extensions["daemun"]
    stored = services.store.passwords.find(services.users.find_by_identifier(identifier).id)
    services.close()
    return str(stored.hash)


@pytest.mark.requirement("HS-05", "HS-03")
@pytest.mark.parametrize(
    "identifier",
    [
        *(f"{kind}-{number}" for kind in KINDS for number in range(2)),
        *(f"{name}@{Path(export).stem}.example.kr" for name in ("minsu", "jiwoo") for export in EXPORTS),
    ],
)
def test_an_imported_user_logs_in_and_the_hash_becomes_ours_with_the_pepper(
    old_users: ServerProcess, identifier: str
) -> None:
    password = KOREAN if identifier.startswith("jiwoo") or identifier.endswith("-1") else PASSWORD
    before = stored_hash(old_users, identifier)

    wrong = log_in(old_users, identifier, password + "!")
    first = log_in(old_users, identifier, password)
    renewed = stored_hash(old_users, identifier)
    again = log_in(old_users, identifier, password)

    assert not before.startswith("$daemun-pepper$")
    assert (wrong.status, wrong.code) == (401, "invalid_credentials")
    assert (first.status, again.status) == (200, 200), first
    assert renewed.startswith("$daemun-pepper$")
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in renewed
    assert stored_hash(old_users, identifier) == renewed
    assert log_in(old_users, identifier, password + "!").status == 401


@pytest.mark.requirement("HS-06")
def test_bcrypt_knows_72_bytes_and_never_proves_a_longer_password(old_users: ServerProcess) -> None:
    longer = log_in(old_users, "bcrypt-long", "x" * 73)
    whole = log_in(old_users, "bcrypt-long", "x" * 72)

    assert (longer.status, longer.code) == (401, "invalid_credentials")
    assert whole.status == 200


def test_an_imported_user_without_a_password_or_locked_is_told_like_anybody_else(
    old_users: ServerProcess,
) -> None:
    answers = [
        log_in(old_users, identifier, PASSWORD)
        for identifier in ("hajun-own", "hajun-django", "nobody-at-all", "hajun@auth0.example.kr")
    ]

    assert {answer.status for answer in answers} == {401}
    assert len({json.dumps({**answer.body, "instance": ""}) for answer in answers}) == 1
