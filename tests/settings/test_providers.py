import json
from pathlib import Path

import pytest
from flask import Config

from daemun.settings.reading import SettingsRefused, load_file, read_settings

SCHOOL = {"issuer": "https://school.example", "client_id": "shop"}


def test_a_file_has_a_table_for_each_provider_and_the_secret_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush-hush\n")
    secret.chmod(0o600)
    file = tmp_path / "daemun.toml"
    file.write_text(
        f"""
        [providers.school]
        issuer = "https://school.example"
        client_id = "shop"
        client_secret_file = "{secret}"
        scopes = ["openid"]
        [lockout]
        max_failures = 3
        """
    )
    config = Config("")

    load_file(config, file)
    settings = read_settings(config)

    school = settings.providers["school"]
    assert school.client_secret is not None
    assert (school.client_secret.get_secret_value(), school.scopes) == ("hush-hush", ("openid",))
    assert settings.lockout.max_failures == 3


def test_the_environment_holds_json() -> None:
    settings = read_settings({"DAEMUN_PROVIDERS": json.dumps({"school": SCHOOL})})

    assert settings.providers["school"].client_id == "shop"


@pytest.mark.parametrize(
    ("providers", "mistake"),
    [
        ({"school": {"client_id": "shop"}}, "DAEMUN_PROVIDERS: school.issuer: is missing"),
        ({"school": SCHOOL | {"client": "x"}}, "DAEMUN_PROVIDERS: school.client: no such setting"),
        (
            {"school": SCHOOL | {"issuer": "http://a.example"}},
            "school: issuer: an http:// address is not safe",
        ),
        ({"school": SCHOOL | {"issuer": "school.example"}}, "school.issuer: must match"),
        ({"school": SCHOOL | {"scopes": ["email"]}}, "school: scopes: openid is missing"),
        ({"school": SCHOOL | {"algorithms": ["none"]}}, "school.algorithms.0: must be one of"),
        ({"school": SCHOOL | {"algorithms": ["HS256"]}}, "school.algorithms.0: must be one of"),
        ({"school": SCHOOL | {"algorithms": []}}, "school.algorithms: is too short"),
        ({"school": SCHOOL | {"link": "always"}}, "school.link: must be one of"),
        ({"../x": SCHOOL}, "../x: must match"),
        ({"code": SCHOOL}, "code: is taken; choose another name"),
        ({"school": 17}, "school: is not a value that fits here"),
        ("{", "DAEMUN_PROVIDERS: is not a value that fits here"),
        (
            {"school": SCHOOL | {"client_secret_file": "absent"}},
            "school.client_secret_file: the file cannot be",
        ),
        (
            {"school": SCHOOL | {"client_secret_file": "absent", "client_secret": "hush"}},
            "client_secret is given, too",
        ),
    ],
)
def test_mistakes_are_told_by_name_and_never_by_value(providers: object, mistake: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"DAEMUN_PROVIDERS": providers})

    assert mistake in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.requirement("CF-01")
def test_a_secret_that_every_user_of_the_machine_can_read_stops_the_start(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush-hush")
    secret.chmod(0o644)
    file = tmp_path / "daemun.toml"
    file.write_text('[providers.school]\nissuer="https://a.example"\nclient_id="x"\nclient_secret="y"\n')
    file.chmod(0o644)
    config = Config("")
    load_file(config, file)

    with pytest.raises(SettingsRefused, match=r"school: every user of this machine can read this secret"):
        read_settings(config)
    with pytest.raises(SettingsRefused, match=r"client_secret_file: every user of this machine can read"):
        read_settings({"DAEMUN_PROVIDERS": {"school": SCHOOL | {"client_secret_file": str(secret)}}})
