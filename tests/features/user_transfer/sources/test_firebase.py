import json
from pathlib import Path

import pytest

from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from daemun.features.user_transfer.sources.firebase import read_parameters
from tests.features.user_transfer.sources.reading import KOREAN, PASSWORD, SAMPLES, is_hash_of, read_sample

PARAMETERS = {"base64_signer_key": "c2lnbmVy", "base64_salt_separator": "Bw==", "rounds": 8, "mem_cost": 14}


@pytest.mark.parametrize("sample", ["firebase.json", "firebase.csv"])
def test_users_of_either_kind_of_file_are_read(sample: str) -> None:
    minsu, jiwoo, hajun = read_sample(sample)

    assert (minsu.fields["id"], minsu.fields["email"]) == ("Sb2kJhZc4tVqZ1s0pX3mWc8uQ7r2", "minsu@example.kr")
    assert minsu.fields["email_verified"] is True
    assert minsu.fields["created_at"] == 1609459200.123
    assert minsu.offered == {"display_name": "김민수"}
    assert is_hash_of(minsu.fields["password_hash"], PASSWORD)
    assert is_hash_of(jiwoo.fields["password_hash"], KOREAN)
    assert hajun.fields["password_hash"] is None


def test_without_the_parameters_of_the_project_the_operator_is_told() -> None:
    with pytest.raises(UnreadableFile, match="--firebase-parameters"):
        list(read_rows(SAMPLES / "firebase.json", None, SourceSecrets()))


def test_a_file_whose_hashes_were_left_out_is_told_and_not_taken_for_one_without(tmp_path: Path) -> None:
    file = tmp_path / "users.json"
    user = {"localId": "a", "email": "kim@example.kr", "passwordHash": "UkVEQUNURUQ="}
    file.write_text(json.dumps({"users": [user]}))

    with pytest.raises(UnreadableFile, match="as an owner of the project"):
        list(read_rows(file, None, SourceSecrets(read_parameters(json.dumps(PARAMETERS)))))


def test_parameters_are_read_as_the_console_shows_them_or_as_json(tmp_path: Path) -> None:
    shown = "hash_config {\n" + "".join(f"  {name}: {value},\n" for name, value in PARAMETERS.items()) + "}\n"

    assert read_parameters(shown) == read_parameters(json.dumps(PARAMETERS))
    assert read_parameters(shown).signer_key == b"signer"
    assert "signer" not in repr(read_parameters(shown))


@pytest.mark.parametrize("text", ["", "{}", json.dumps(PARAMETERS | {"rounds": "many"}), "rounds: 8"])
def test_parameters_that_miss_something_are_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match="base64_signer_key"):
        read_parameters(text)
