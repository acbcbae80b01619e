"""compose.yaml: its structure, its hardening, and its names against ours."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from daemun.settings.reading import read_settings, secret_names, setting_names
from daemun.settings.sources import FILE_SUFFIX

ROOT = Path(__file__).parents[2]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Healthcheck(Strict):
    test: list[str] = Field(min_length=2)
    interval: str
    timeout: str
    start_period: str | None = None
    retries: int


class Condition(Strict):
    condition: str


class Service(Strict):
    """The members of the Compose Specification that we use."""

    profiles: list[str] = []
    build: str | None = None
    image: str
    init: bool = False
    user: str | None = None
    command: list[str] | None = None
    environment: dict[str, str] = {}
    secrets: list[str] = []
    ports: list[str] = []
    networks: list[str]
    volumes: list[str] = []
    tmpfs: list[str]
    mem_limit: str
    shm_size: str | None = None
    pids_limit: int
    stop_grace_period: str | None = None
    depends_on: dict[str, Condition] = {}
    healthcheck: Healthcheck
    restart: str
    read_only: bool
    cap_drop: list[str]
    security_opt: list[str]
    logging: dict[str, Any]


class Compose(Strict):
    name: str
    hardened: dict[str, Any] = Field(alias="x-hardened")
    services: dict[str, Service]
    networks: dict[str, dict[str, bool]]
    volumes: dict[str, dict[str, str]]
    secrets: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def compose() -> Compose:
    return Compose.model_validate(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))


def test_every_service_is_hardened(compose: Compose) -> None:
    for name, service in compose.services.items():
        assert service.read_only, name
        assert service.cap_drop == ["ALL"], name
        assert service.security_opt == ["no-new-privileges:true"], name
        assert service.user != "0", name
        assert ":" in service.image, name
        assert not service.image.endswith(":latest"), name


def test_everything_that_is_named_exists(compose: Compose) -> None:
    for service in compose.services.values():
        assert set(service.networks) <= set(compose.networks)
        assert set(service.secrets) <= set(compose.secrets)
        assert {volume.split(":")[0] for volume in service.volumes} <= set(compose.volumes)
        assert set(service.depends_on) <= set(compose.services)
        mounted = {f"/run/secrets/{secret}" for secret in service.secrets}
        values = [*service.environment.values(), *(service.command or ())]
        named = {value for value in values if value.startswith("/run/secrets/")}
        assert named == mounted


def test_only_the_server_is_reached_and_only_from_this_host(compose: Compose) -> None:
    reached = {name for name, service in compose.services.items() if service.ports}
    assert reached == {"server", "server-on-mongodb"}
    assert all(port.startswith("127.0.0.1:") for name in reached for port in compose.services[name].ports)
    assert {name for name, service in compose.services.items() if "outside" in service.networks} == reached
    assert compose.networks["inside"] == {"internal": True}


def test_mongodb_is_there_for_who_asks_and_nothing_else_needs_it(compose: Compose) -> None:
    asked_for = {name for name, service in compose.services.items() if service.profiles == ["mongodb"]}

    assert asked_for == {"server-on-mongodb", "mongodb"}
    for name, service in compose.services.items():
        assert name in asked_for or asked_for.isdisjoint(service.depends_on)
    assert set(compose.services["server-on-mongodb"].depends_on) == {"mongodb", "counters"}


def test_mongodb_is_a_set_that_knows_itself_by_the_name_of_its_service(compose: Compose) -> None:
    mongodb = compose.services["mongodb"]
    assert mongodb.command is not None
    assert {"--replSet", "--keyFile"} <= set(mongodb.command)
    name = mongodb.command[mongodb.command.index("--replSet") + 1]

    assert f"{{_id: '{name}', members: [{{_id: 0, host: 'mongodb:27017'}}]}}" in mongodb.healthcheck.test[-1]


@pytest.mark.requirement("CF-03")
@pytest.mark.parametrize("server", ["server", "server-on-mongodb"])
def test_settings_exist_and_secrets_are_files(compose: Compose, server: str) -> None:
    names = compose.services[server].environment.keys()
    files = {f"{name}{FILE_SUFFIX}" for name in secret_names()}

    assert names <= setting_names().keys() | files
    # Where the counters are is no secret: they have no password, and a network of their own.
    assert names & secret_names() == {"DAEMUN_REDIS_URL"}
    for service in compose.services.values():
        assert not any("PASSWORD" in name and not name.endswith("_FILE") for name in service.environment)
    assert all(secret["file"].startswith("./secrets/") for secret in compose.secrets.values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("server", ["server", "server-on-mongodb"])
def test_the_server_starts_with_these_settings(compose: Compose, tmp_path: Path, server: str) -> None:
    environment: dict[str, object] = dict(compose.services[server].environment)
    secrets = {
        "secret_key": "q7Vd0w3KzTgYxB1nJm5RfHc8LpEs2UaOiW9vQtZy4Gk=",
        "database_url": "postgresql://daemun:hunter2@database/daemun",
        "mongodb_url": "mongodb://daemun:hunter2@mongodb/daemun?authSource=admin",
    }
    for name, text in secrets.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o400)
    for name, value in environment.items():
        if str(value).startswith("/run/secrets/"):
            environment[name] = str(value).replace("/run/secrets", str(tmp_path))
    environment["DAEMUN_TOKENS_ISSUER"] = "https://login.example.kr"

    settings = read_settings(environment)

    assert settings.http.trusted_proxies == 1
