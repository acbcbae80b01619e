import pytest

from daemun.features.notices.policy import is_familiar
from daemun.origin import Origin

PHONE = "Mozilla/5.0 (Linux; Android 16) Chrome/142.0.1.2 Mobile"
HOME = Origin("203.0.113.7", PHONE)


@pytest.mark.parametrize(
    ("origin", "familiar"),
    [
        (HOME, True),
        (Origin("203.0.200.9", PHONE), True),
        (Origin("203.0.113.7", PHONE.replace("142.0.1.2", "143.0.0.1")), True),
        (Origin("198.51.100.1", PHONE), False),
        (Origin("203.0.113.7", "curl/8.9"), False),
        (Origin("2001:db8::1", PHONE), False),
        (Origin(None, PHONE), False),
        (Origin("::ffff:203.0.113.7", PHONE), True),
    ],
)
def test_a_device_is_known_by_its_kind_and_its_surroundings(origin: Origin, familiar: bool) -> None:
    assert is_familiar(origin, [Origin("192.0.2.1", "other"), HOME]) is familiar


def test_a_first_login_surprises_nobody() -> None:
    assert is_familiar(HOME, [])
