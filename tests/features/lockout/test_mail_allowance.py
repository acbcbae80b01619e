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
