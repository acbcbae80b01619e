from collections.abc import Iterator
from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.mail.message import Message
from daemun.mail.outbox import Outbox
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, an_installation


@pytest.fixture
def mailing(store: Store, frozen_clock: FrozenClock, outbox: Outbox) -> Iterator[Services]:
    services = an_installation(store, frozen_clock, customization=Customization(mailer=outbox))
    yield services
    services.mail.close()


def waiting(services: Services) -> int:
    return len(services.store.outgoing_mails.list_page())


def test_an_ordered_mail_goes_out_after_the_commit(mailing: Services, outbox: Outbox) -> None:
    user = add_user(mailing)

    with mailing.store.batches.batch():
        mailing.mail.order("password_changed", HOME, user_id=user.id)
        assert not outbox.messages
    assert mailing.mail.flush()

    (message,) = outbox.wait_for(1)
    assert message.to == "minsu@example.kr"
    assert waiting(mailing) == 0


def test_a_mail_that_was_ordered_in_vain_never_goes_out(mailing: Services, outbox: Outbox) -> None:
    user = add_user(mailing)

    def order_and_fail() -> None:
        mailing.mail.order("password_changed", HOME, user_id=user.id)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mailing.store.batches.in_batch(order_and_fail)
    mailing.mail.wake()
    assert mailing.mail.flush()

    assert outbox.messages == ()


def test_the_application_sends_mails_of_its_own(mailing: Services, outbox: Outbox) -> None:
    mailing.mail.send(Message("jiwoo@example.com", "Your order", "It is on its way.", "en"))

    (message,) = outbox.wait_for(1)
    assert (message.to, message.subject, message.text) == (
        "jiwoo@example.com",
        "Your order",
        "It is on its way.",
    )


def test_without_a_mailer_nothing_is_kept(services: Services) -> None:
    services.mail.order("password_changed", HOME)
    services.mail.send(Message("jiwoo@example.com", "Your order", "It is on its way.", "en"))

    assert not services.mail.is_on
    assert services.mail.flush()
    assert waiting(services) == 0


def test_what_a_killed_process_left_is_delivered_at_the_next_start(
    mailing: Services, store: Store, frozen_clock: FrozenClock, outbox: Outbox
) -> None:
    user = add_user(mailing)
    killed = an_installation(store, frozen_clock, customization=Customization(mailer=outbox))
    killed.mail._thread.wake = lambda: None  # type: ignore[method-assign]
    killed.mail.order("password_changed", HOME, user_id=user.id)

    mailing.mail.keep_up()

    assert len(outbox.wait_for(1)) == 1


def test_a_mail_that_failed_is_tried_for_another_day(
    mailing: Services, outbox: Outbox, frozen_clock: FrozenClock
) -> None:
    user = add_user(mailing)
    mailing.mail._thread.wake = lambda: None  # type: ignore[method-assign]
    mailing.mail.order("password_changed", HOME, user_id=user.id, lifetime=timedelta(minutes=30))
    frozen_clock.tick(minutes=30)
    mailing.mail_delivery.deliver_due()
    (failed,) = mailing.mail.list_page(only_failed=True)
    assert failed.failure == "it was not delivered in time"

    assert mailing.mail.try_again(failed.id)
    assert not mailing.mail.try_again(failed.id)

    mailing.mail_delivery.deliver_due()
    assert len(outbox.messages) == 1
