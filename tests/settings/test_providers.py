import json
from pathlib import Path

import pytest
from flask import Config

from daemun import Preset
from daemun.features.social_login.presets import PRESETS
from daemun.settings.reading import SettingsRefused, load_file, read_settings
from tests.features.social_login.stand_in import APPLE_KEY

SCHOOL = {"issuer": "https://school.example", "client_id": "shop"}
NAVER = {"client_id": "x", "client_secret": "hush-hush"}
APPLE = {"client_id": "x", "team_id": "y", "key_id": "z"}
FORUM = {
    "client_id": "x",
    "authorization_endpoint": "https://forum.example/authorize",
    "token_endpoint": "https://forum.example/token",
    "userinfo_endpoint": "https://forum.example/me",
    "subject": "id",
}


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


def test_a_provider_is_known_by_its_name_or_its_preset(tmp_path: Path) -> None:
    key = tmp_path / "AuthKey_ABC.p8"
    key.write_text(APPLE_KEY)
    key.chmod(0o600)
    file = tmp_path / "daemun.toml"
    file.write_text(
        f"""
        [providers.kakao]
        client_id = "x"
        [providers.apple]
        client_id = "x"
        team_id = "y"
        key_id = "z"
        private_key_file = "{key}"
        [providers.naver-shop]
        preset = "naver"
        client_id = "x"
        client_secret = "y"
        [providers.google]
        issuer = "https://accounts.google.com"
        client_id = "x"
        [providers.microsoft]
        client_id = "x"
        client_secret = "y"
        tenant = "7c1f0f0e-4d0a-4f6b-9d52-0c9a7b3f1e42"
        trust_email = true
        """
    )
    file.chmod(0o600)
    config = Config("")

    load_file(config, file)
    providers = read_settings(config).providers

    known = {name: each.known_preset for name, each in providers.items()}
    assert known == {
        "kakao": PRESETS["kakao"],
        "apple": PRESETS["apple"],
        "naver-shop": PRESETS["naver"],
        "google": None,
        "microsoft": PRESETS["microsoft"],
    }
    assert providers["apple"].private_key is not None
    assert providers["apple"].private_key.get_secret_value() == APPLE_KEY.strip()


@pytest.mark.parametrize(
    ("providers", "mistake"),
    [
        ({"school": {"client_id": "shop"}}, "DAEMUN_PROVIDERS: school: issuer: is missing; for plain"),
        ({"school": SCHOOL | {"client": "x"}}, "DAEMUN_PROVIDERS: school.client: no such setting"),
        (
            {"school": SCHOOL | {"issuer": "http://a.example"}},
            "school: issuer: an http:// address is not safe",
        ),
        ({"school": SCHOOL | {"issuer": "school.example"}}, "school.issuer: must be an https:// address"),
        ({"school": SCHOOL | {"scopes": ["email"]}}, "school: scopes: openid is missing"),
        ({"school": SCHOOL | {"algorithms": ["none"]}}, "school.algorithms.0: must be one of"),
        ({"school": SCHOOL | {"algorithms": ["HS256"]}}, "school.algorithms.0: must be one of"),
        ({"school": SCHOOL | {"algorithms": []}}, "school.algorithms: is too short"),
        ({"school": SCHOOL | {"link": "always"}}, "school.link: must be one of"),
        ({"../x": SCHOOL}, "../x: must be a name of small letters"),
        ({"code": SCHOOL}, "code: is taken; choose another name"),
        ({"kakao": {}}, "kakao.client_id: is missing"),
        ({"google": {"client_id": "x"}}, "google: client_secret: is missing"),
        ({"naver": NAVER | {"team_id": "x"}}, "naver: team_id: is for another kind of provider"),
        ({"naver": NAVER | {"tenant": "common"}}, "naver: tenant: is for another kind of provider"),
        ({"naver": NAVER | {"scopes": "email"}}, "naver: scopes: openid is missing"),
        ({"line": NAVER}, "line: client_secret: the secret has fewer than 32 bytes"),
        ({"apple": {"client_id": "x", "team_id": "y"}}, "apple: key_id: is missing"),
        ({"apple": APPLE | {"private_key": "hush"}}, "apple: private_key: must be an EC key (P-256) in PEM"),
        ({"apple": APPLE | {"private_key_file": "absent"}}, "apple.private_key_file: the file cannot be"),
        ({"microsoft": NAVER | {"tenant": "contoso"}}, "microsoft.tenant"),
        (
            {"microsoft": NAVER | {"trust_email": True}},
            "microsoft: trust_email: is for a provider of your own",
        ),
        ({"naver": NAVER | {"trust_email": True}}, "naver: trust_email: is for a provider of your own"),
        ({"login": {"preset": "kakoa", "client_id": "x"}}, "login: preset: must be one of google, apple"),
        ({"login": SCHOOL | {"preset": "kakao"}}, "login: issuer: the preset has its own; leave one out"),
        ({"login": NAVER | {"preset": Preset()}}, "login: preset: needs an issuer, or the three"),
        ({"school": SCHOOL | {"subject": "id"}}, "school: subject: the issuer publishes its own"),
        ({"forum": FORUM | {"subject": None}}, "forum: subject: is missing"),
        (
            {"forum": FORUM | {"token_endpoint": "http://a.example"}},
            "token_endpoint: an http:// address is not",
        ),
        (
            {"forum": FORUM | {"token_endpoint": "https://a.example:x"}},
            "token_endpoint: names a host or a port",
        ),
        ({"school": 17}, "school: must be an object in JSON, or a table in the file"),
        ("{", "DAEMUN_PROVIDERS: must be an object in JSON, or a table in the file"),
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
