from datetime import timedelta

import pytest
from pydantic import SecretStr

from daemun.settings.manual import duration_text, setting_entries, value_text


def test_every_setting_has_a_text_and_its_limits() -> None:
    entries = {entry.name: entry for entry in setting_entries()}

    assert [name for name, entry in entries.items() if not entry.text] == []
    assert entries["DAEMUN_LOCKOUT_MAX_FAILURES"].limits == "at least 1, at most 99"
    assert entries["DAEMUN_TOKENS_ALGORITHM"].limits == "one of ES256, RS256, EdDSA"
    assert entries["DAEMUN_SESSIONS_IDLE_LIFETIME"].limits == "more than 0 seconds, at most 30 days"
    assert entries["DAEMUN_SECRET_KEY"].is_secret


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(milliseconds=400), "400 milliseconds"),
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=24), "1 day"),
        (timedelta(days=30), "30 days"),
    ],
)
def test_durations_are_told_in_the_largest_unit(value: timedelta, text: str) -> None:
    assert duration_text(value) == text


def test_values_are_told_and_secrets_are_not() -> None:
    assert value_text(None) == "none"
    assert value_text(True) == "true"
    assert value_text(("username", "email")) == "username,email"
    assert value_text(()) == "empty"
    assert "hunter2" not in value_text((SecretStr("hunter2"),))
