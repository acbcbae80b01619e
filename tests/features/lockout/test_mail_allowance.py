import pytest

from daemun.features.lockout.mail_allowance import MailAllowance
from daemun.features.lockout.settings import LockoutSettings
from daemun.storage.store import Store
from daemun.testing import FrozenClock


@pytest.mark.requirement("TH-09")
def test_one_address_is_counted_whoever_causes_the_mail(store: Store, frozen_clock: FrozenClock) -> None:
    allowance = MailAllowance(store.lockout, LockoutSettings(mails_per_recipient=2), frozen_clock)

    allowed = [allowance.count(user, "Minsu@example.com") for user in ("user-1", "user-2", "user-3")]

    assert allowed == [True, True, False]
    frozen_clock.tick(hours=1)
    assert allowance.count("user-3", "minsu@example.com")


def test_one_user_is_counted_at_whatever_address_and_others_are_not(
    store: Store, frozen_clock: FrozenClock
) -> None:
    allowance = MailAllowance(store.lockout, LockoutSettings(mails_per_user=2), frozen_clock)

    allowed = [allowance.count("user-1", f"minsu+{number}@example.com") for number in range(3)]

    assert allowed == [True, True, False]
    assert allowance.count("user-2", "jiwoo@example.com")


def test_all_mails_together_are_counted_and_the_log_names_the_limit(
    store: Store, frozen_clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    allowance = MailAllowance(store.lockout, LockoutSettings(mails_per_hour=2), frozen_clock)

    allowed = [allowance.count(f"user-{number}", f"minsu+{number}@example.com") for number in range(3)]

    assert allowed == [True, True, False]
    told = [record.getMessage() for record in caplog.records if record.name == "daemun.mail"]
    assert told == ["a mail was not sent: the limit mails_overall is reached"]
