"""Nothing anywhere asks for a hint or a secret question."""

import re

import pytest

from tests.promises.tree import ROOT

HINT = re.compile(
    r"password_hint|security_question|secret_question|mothers?_maiden|힌트|비밀 질문", re.IGNORECASE
)


@pytest.mark.requirement("PW-09")
def test_no_member_setting_column_or_text_is_a_hint() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for suffix in ("*.py", "*.toml", "*.html")
        for file in (ROOT / "src" / "daemun").rglob(suffix)
        for match in HINT.finditer(file.read_text(encoding="utf-8"))
    ]

    assert found == []
