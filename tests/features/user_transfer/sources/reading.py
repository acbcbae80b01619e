"""Reading samples."""

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from daemun.features.passwords.foreign_hash import ForeignHash, hmac_key_id
from daemun.features.passwords.foreign_texts import read_foreign_text
from daemun.features.user_transfer.model import BrokenRow, Format, Row
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows
from daemun.features.user_transfer.sources.firebase import read_parameters
from tests.features.passwords.foreign_makers import FLASK_SECURITY_SALT

SAMPLES: Final = Path(__file__).parents[1] / "samples"
PASSWORD: Final = "wide-otter-lamp-42-river"
KOREAN: Final = "봄비가-내리는-조용한-항구"
"""What minsu and jiwoo of every sample log in with; hajun has no password."""
SALT: Final = SecretStr(FLASK_SECURITY_SALT)


def sample_secrets() -> SourceSecrets:
    return SourceSecrets(read_parameters((SAMPLES / "firebase-parameters.txt").read_text()), SALT)


def read_sample(name: str, kind: Format | None = None) -> list[Row]:
    """Every row of a sample; none is broken."""
    rows = list(read_rows(SAMPLES / name, kind, sample_secrets()))
    assert not any(isinstance(row, BrokenRow) for row in rows), rows
    return [row for row in rows if isinstance(row, Row)]


def is_hash_of(text: object, password: str) -> bool:
    """Whether a row's `password_hash` is this password's, and not another's."""
    read: ForeignHash = read_foreign_text(str(text))
    keys = {hmac_key_id(SALT): SALT}
    is_another = read.is_of(password + "!", typed=password + "!", hmac_keys=keys)
    return read.is_of(password, typed=password, hmac_keys=keys) and not is_another
