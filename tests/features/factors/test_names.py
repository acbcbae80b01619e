"""What people call their factors."""

import pytest

from daemun.features.factors.names import one_line


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("  my\u202e\nphone  ", "my phone"),
        ("\u2066\u200f", ""),
        ("\u1112\u116c\u1109\u1161  \ub178\ud2b8\ubd81", "\ud68c\uc0ac \ub178\ud2b8\ubd81"),
    ],
)
def test_a_name_is_one_visible_line(typed: str, called: str) -> None:
    assert one_line(typed) == called
