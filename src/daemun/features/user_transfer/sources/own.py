"""Our own form, and files of refused rows."""

from collections.abc import Mapping
from typing import Final

from daemun.features.user_transfer.errors import UnreadableFile
from daemun.features.user_transfer.model import Row
from daemun.features.user_transfer.record import COLUMNS, from_csv_values

REFUSED = "refused"
"""The member that says, in a file of refused rows, why; fixed rows may keep it."""
MONGODB_ID = "_id"
_ALSO: Final = {
    "user_name": "username",
    "login": "username",
    "e_mail": "email",
    "mail": "email",
    "email_address": "email",
    "role": "roles",
    **dict.fromkeys(("아이디", "사용자_이름", "사용자명", "회원_아이디", "회원아이디"), "username"),
    **dict.fromkeys(("이메일", "이메일_주소", "이메일주소", "메일", "메일_주소", "메일주소"), "email"),
    **dict.fromkeys(("역할", "권한"), "roles"),
    **dict.fromkeys(("가입일", "가입일시", "가입_일시", "가입일자", "가입_일자", "등록일"), "created_at"),
    "잠금": "locked",
}


def own_columns(columns: tuple[str, ...]) -> frozenset[str]:
    """What is ours of a first line; the names that people give to our columns count."""
    return frozenset(_ALSO.get(name, name) for name in columns) & frozenset(COLUMNS)


def from_csv(number: int, values: Mapping[str, object]) -> Row:
    """A line of CSV whose header has our names. Raises UnreadableFile."""
    named = {_ALSO.get(name, name): value for name, value in values.items()}
    if len(named) < len(values):
        twice = [name for name in values if _ALSO.get(name, name) != name]
        raise UnreadableFile(f"two columns mean the same; leave one out, such as {twice[0]}")
    return Row(number, from_csv_values(named))


def from_json(number: int, members: Mapping[str, object]) -> Row:
    """A JSON object with our members; MongoDB's `mongoexport` calls the id `_id`, and wraps some values."""
    named = {"id" if name == MONGODB_ID else name: _plain(value) for name, value in members.items()}
    return Row(number, {name: value for name, value in named.items() if name != REFUSED})


def _plain(value: object) -> object:
    match value:
        case {"$oid": str(text)} | {"$date": str(text)}:
            return text
        case _:
            return value
