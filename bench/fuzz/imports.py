"""Files of users on any bytes: rows, broken rows or `UnreadableFile`, and an import that never stops."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bench.refresh.installation import open_services
from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import Format, ImportOptions
from daemun.features.user_transfer.sources.detection import SourceSecrets, read_rows

_SAMPLES: Final = Path("tests/features/user_transfer/samples")
_FORMATS: Final = (None, *Format)
_ENCODINGS: Final = (None, "cp949", "utf-16")
_SECRETS: Final = SourceSecrets(flask_security_salt=SecretStr("a salt of an application"))
_MAX_SAMPLE: Final = 4096
_FOLDER: Final = tempfile.TemporaryDirectory(prefix="daemun-fuzz-")
_FILE: Final = Path(_FOLDER.name, "users")
_SERVICES: Final = open_services(f"sqlite:///{_FOLDER.name}/users.sqlite3", development="1")


def seeds() -> Iterator[bytes]:
    for sample in sorted(_SAMPLES.rglob("*")):
        if sample.is_file():
            content = sample.read_bytes()[:_MAX_SAMPLE]
            for number in range(len(_FORMATS)):
                yield bytes([number, 0]) + content


def try_input(data: bytes) -> None:
    """The first byte chooses the format, the second the encoding."""
    kind, encoding = (*data[:2], 0, 0)[:2]
    _FILE.write_bytes(data[2:])
    rows = read_rows(
        _FILE,
        _FORMATS[kind % len(_FORMATS)],
        _SECRETS,
        encoding=_ENCODINGS[encoding % len(_ENCODINGS)],
    )
    try:
        for _ in _SERVICES.user_import.run(rows, ImportOptions(dry_run=True)):
            pass
    except UnreadableFile:
        return
