"""User names: how they are read, kept and compared (RFC 8265 section 3.3, UTS 39)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from precis_i18n import get_profile
from precis_i18n.profile import Profile

from daemun.features.users.confusables import skeleton
from daemun.features.users.identifier_refused import IdentifierRefused

_MIN_LENGTH: Final = 2
_MAX_LENGTH: Final = 64
# No `@`, so that a name is never an address; nothing that means something in a URL, a path or a markup.
_REFUSED: Final = re.compile(r"[\x00-,/:-@\[-^`{-\x7f]")
_PUNCTUATION: Final = str.maketrans("", "", "._-")
# UTS 39 section 5.2, "highly restrictive": no script here looks like another one of its set.
# Latin with Cyrillic or Greek is in none: those share whole words of look-alike letters.
_READ_TOGETHER: Final = (
    frozenset({"LATIN", "HANGUL", "CJK"}),
    frozenset({"LATIN", "HIRAGANA", "KATAKANA", "CJK"}),
    frozenset({"LATIN", "BOPOMOFO", "CJK"}),
)
_RESERVED: Final = (
    "admin administrator root system sysadmin superuser support help helpdesk service security official "
    "moderator operator staff owner webmaster postmaster hostmaster abuse noreply info api null undefined "
    "anonymous self daemun "
    "관리자 운영자 운영진 운영팀 관리팀 보안팀 고객센터 고객지원 고객상담 도움말 시스템 어드민 마스터 매니저 "
    "스태프 공식계정 공지사항"
)


@dataclass(frozen=True, slots=True)
class UserName:
    """One name: `display` is shown, `canonical` is what must be unique."""

    display: str
    canonical: str


def read_user_name(text: str) -> UserName:
    """Read a name, new or known; spaces around it are dropped.

    Raises IdentifierRefused (too_short, too_long, characters, mixed_scripts).
    """
    given = text.strip(" ")
    if not given:
        raise IdentifierRefused("too_short")
    if len(given) > 4 * _MAX_LENGTH:
        raise IdentifierRefused("too_long")
    name = _prepare(given)
    if _REFUSED.search(name.canonical) or not any(map(str.isalnum, name.canonical)):
        raise IdentifierRefused("characters")
    if len(name.canonical) < _MIN_LENGTH:
        raise IdentifierRefused("too_short")
    if max(len(name.canonical), len(name.display)) > _MAX_LENGTH:
        raise IdentifierRefused("too_long")
    if not (name.canonical.isascii() or _is_read_together(_scripts(name.canonical))):
        raise IdentifierRefused("mixed_scripts")
    return name


def read_new_user_name(text: str) -> UserName:
    """Read a name that a user chooses. Raises IdentifierRefused, also for reserved names."""
    name = read_user_name(text)
    if _bare_skeleton(name.canonical) in _reserved():
        raise IdentifierRefused("reserved")
    return name


def _prepare(given: str) -> UserName:
    if given.isascii():
        # Every profile leaves ASCII as it is; what it forbids is refused below.
        return UserName(given, given.lower())
    try:
        return UserName(
            _profile("UsernameCasePreserved").enforce(given), _profile("UsernameCaseMapped").enforce(given)
        )
    except UnicodeEncodeError:
        raise IdentifierRefused("characters") from None


@cache
def _profile(name: str) -> Profile:
    return get_profile(name)


@cache
def _reserved() -> frozenset[str]:
    return frozenset(map(_bare_skeleton, _RESERVED.split()))


def _bare_skeleton(canonical: str) -> str:
    """The skeleton without punctuation: `ad.min` and `_admin_` are taken for `admin` too."""
    return skeleton(canonical.translate(_PUNCTUATION))


def _is_read_together(scripts: frozenset[str]) -> bool:
    return len(scripts) <= 1 or any(scripts <= together for together in _READ_TOGETHER)


def _scripts(text: Iterable[str]) -> frozenset[str]:
    return frozenset(script for script in map(_script, text) if script)


def _script(character: str) -> str:
    """The script, by the first word of the character's name; empty for what all scripts share."""
    if character.isascii() and not character.isalpha():
        return ""
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Lm") or category[0] not in "LMN":
        return ""
    word = re.split("[ -]", unicodedata.name(character, "UNKNOWN"), maxsplit=1)[0]
    return {"IDEOGRAPHIC": "CJK", "EXTENDED": "ARABIC"}.get(word, word)
