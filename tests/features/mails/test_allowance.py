import pytest

from daemun.features.mails.allowance import MailAllowance
from daemun.features.mails.model import Draft
from daemun.mail.settings import MailSettings
from daemun.storage.store import Store
from daemun.testing import FrozenClock


def a_draft(to: str, *, has_secret: bool = False) -> Draft:
    return Draft(to, "minsu", dict, has_secret=has_secret)


@pytest.mark.requirement("TH-09")
def test_one_address_is_counted_whoever_causes_the_mail(store: Store, frozen_clock: FrozenClock) -> None:
    allowance = MailAllowance(store.lockout, MailSettings(max_per_recipient=2), frozen_clock)

    allowed = [
        allowance.count(a_draft("Minsu@example.com"), name="new_login", user_id=user)
        for user in ("user-1", None, "user-3")
    ]

    assert allowed == [True, True, False]
    frozen_clock.tick(hours=1)
    assert allowance.count(a_draft("minsu@example.com"), name="new_login", user_id="user-3")


def test_one_user_is_counted_at_whatever_address_and_others_are_not(
    store: Store, frozen_clock: FrozenClock
) -> None:
    allowance = MailAllowance(store.lockout, MailSettings(max_per_user=2), frozen_clock)

    allowed = [
        allowance.count(a_draft(f"minsu+{number}@example.com"), name="new_login", user_id="user-1")
        for number in range(3)
    ]

    assert allowed == [True, True, False]
    assert allowance.count(a_draft("jiwoo@example.com"), name="new_login", user_id="user-2")


@pytest.mark.requirement("TH-09")
def test_fewer_mails_with_a_secret_go_out_in_an_hour_and_in_a_day(
    store: Store, frozen_clock: FrozenClock
) -> None:
    allowance = MailAllowance(store.lockout, MailSettings(), frozen_clock)
    sent = []

    for _ in range(5):
        sent.append(
            [
                allowance.count(a_draft("minsu@example.com", has_secret=True), name="new_login", user_id="u")
                for _ in range(4)
            ]
        )
        frozen_clock.tick(hours=1)

    assert [hour.count(True) for hour in sent] == [3, 3, 3, 1, 0]
    assert allowance.count(a_draft("minsu@example.com"), name="new_login", user_id="u")
    assert allowance.count(a_draft("jiwoo@example.com", has_secret=True), name="new_login", user_id="v")


def test_all_mails_together_are_counted_and_the_log_names_the_limit(
    store: Store, frozen_clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    allowance = MailAllowance(store.lockout, MailSettings(max_per_hour=2), frozen_clock)

    allowed = [
        allowance.count(a_draft(f"minsu+{number}@example.com"), name="new_login", user_id=f"user-{number}")
        for number in range(3)
    ]

    assert allowed == [True, True, False]
    told = [record.getMessage() for record in caplog.records if record.name == "daemun.mail"]
    assert told == ["a mail was not sent: the limit mails_overall is reached"]


@pytest.mark.requirement("TH-09")
def test_what_strangers_and_logins_use_up_silences_no_change(store: Store, frozen_clock: FrozenClock) -> None:
    settings = MailSettings(max_per_user=1, max_per_recipient=2, max_per_hour=1, max_secrets_per_hour=1)
    allowance = MailAllowance(store.lockout, settings, frozen_clock)
    link = a_draft("minsu@example.com", has_secret=True)
    assert [allowance.count(link, name="reset_password", user_id="u") for _ in range(2)] == [True, False]

    changes = [allowance.count(link, name="email_changed", user_id="u") for _ in range(3)]

    assert changes == [True, True, False]
    assert allowance.count(a_draft("minsu@example.com"), name="password_changed", user_id="u")
