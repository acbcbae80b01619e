import logging
from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.mails.model import Draft, Facts, Order, OutgoingMail
from daemun.mail.message import Mailer, MailNotSent, Message
from daemun.mail.outbox import Outbox
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, an_installation
from tests.storage.racing import race
from tests.storage.records import a_mail


class FailingMailer(Outbox):
    """Fails with each of these errors in turn, then works; remembers what it was given."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)
        self.given: list[Message] = []

    def send(self, message: Message) -> None:
        self.given.append(message)
        if self.errors:
            raise self.errors.pop(0)
        super().send(message)


def a_process(store: Store, clock: FrozenClock, mailer: Mailer) -> Services:
    """One that delivers when it is told to, and never by itself."""
    services = an_installation(store, clock, customization=Customization(mailer=mailer))
    services.mail._thread.wake = lambda: None  # type: ignore[method-assign]
    return services


def order(services: Services, name: str = "minsu") -> None:
    user = services.users.find_by_username(name) or add_user(services, name)
    services.mail.order("password_changed", HOME, user_id=user.id)


def waiting(services: Services) -> list[OutgoingMail]:
    return list(services.store.outgoing_mails.list_page())


def test_what_fails_for_now_is_tried_again_with_growing_waits(
    store: Store, frozen_clock: FrozenClock
) -> None:
    mailer = FailingMailer(*(MailNotSent("the mail server answered 451") for _ in range(3)))
    process = a_process(store, frozen_clock, mailer)
    order(process)

    waits = []
    while (wait := process.mail_delivery.deliver_due()) is not None:
        waits.append(wait)
        frozen_clock.tick(seconds=wait)

    assert waits == [5, 30, 120]
    assert len(mailer.messages) == 1
    assert waiting(process) == []


@pytest.mark.requirement("RC-01")
def test_a_mail_is_written_once_and_the_same_mail_is_tried_again(
    store: Store, frozen_clock: FrozenClock
) -> None:
    mailer = FailingMailer(MailNotSent("later"))
    process = a_process(store, frozen_clock, mailer)
    written: list[str] = []

    def author(order: Order) -> Draft:
        def facts() -> Facts:
            written.append("once more")
            return {"session": str(len(written))}

        return Draft("minsu@example.com", "minsu", facts)

    process.mail_delivery._authors["password_changed"] = author  # type: ignore[index]
    order(process)
    process.mail_delivery.deliver_due()
    frozen_clock.tick(seconds=5)

    process.mail_delivery.deliver_due()

    first, second = mailer.given
    assert first == second
    assert first.id is not None
    assert len(written) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MailNotSent("the mail server answered 550", is_final=True), "the mail server answered 550"),
        (ValueError("minsu@example.com: the text"), "ValueError"),
    ],
)
def test_what_fails_for_good_is_kept_and_logged_without_address_and_text(
    store: Store,
    frozen_clock: FrozenClock,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    reason: str,
) -> None:
    process = a_process(store, frozen_clock, FailingMailer(error))
    order(process)

    assert process.mail_delivery.deliver_due() is None

    (failed,) = waiting(process)
    assert (failed.failed_at, failed.failure) == (frozen_clock.now(), reason)
    assert reason in caplog.text
    assert "minsu" not in caplog.text
    assert "the text" not in caplog.text


def test_one_bad_mail_does_not_keep_the_others(store: Store, frozen_clock: FrozenClock) -> None:
    mailer = FailingMailer(ValueError("bug"), MailNotSent("never", is_final=True))
    process = a_process(store, frozen_clock, mailer)
    for name in ("minsu", "jiwoo", "seojun"):
        order(process, name)

    process.mail_delivery.deliver_due()

    assert len(mailer.messages) == 1
    assert len(waiting(process)) == 2


def test_a_mail_that_nobody_needs_any_more_is_not_sent(store: Store, frozen_clock: FrozenClock) -> None:
    mailer = FailingMailer(*(MailNotSent("later") for _ in range(50)))
    process = a_process(store, frozen_clock, mailer)
    order(process)

    while (wait := process.mail_delivery.deliver_due()) is not None:
        frozen_clock.tick(seconds=wait)

    (failed,) = waiting(process)
    assert failed.failure == "it was not delivered in time"
    assert 20 < len(mailer.given) < 40


def test_a_mail_that_a_killed_process_was_delivering_is_delivered_by_another(
    store: Store, frozen_clock: FrozenClock
) -> None:
    outbox = Outbox()
    process = a_process(store, frozen_clock, outbox)
    order(process)
    now = frozen_clock.now()
    store.outgoing_mails.claim(now=now, until=now + timedelta(minutes=5))

    assert process.mail_delivery.deliver_due() == 300
    assert outbox.messages == ()
    frozen_clock.tick(minutes=5)
    process.mail_delivery.deliver_due()

    assert len(outbox.messages) == 1


def test_a_process_whose_claim_is_over_keeps_nothing_that_it_wrote(
    store: Store, frozen_clock: FrozenClock
) -> None:
    outbox = Outbox()
    slow, other = a_process(store, frozen_clock, outbox), a_process(store, frozen_clock, outbox)

    def author(order: Order) -> Draft:
        frozen_clock.tick(minutes=5)
        other.mail_delivery.deliver_due()
        return Draft("minsu@example.com", "minsu", dict)

    slow.mail_delivery._authors["password_changed"] = author  # type: ignore[index]
    order(slow)

    slow.mail_delivery.deliver_due()

    assert len(outbox.messages) == 1
    assert waiting(slow) == []


@pytest.mark.requirement("RL-02")
def test_several_processes_deliver_each_mail_once(frozen_clock: FrozenClock, any_database_url: str) -> None:
    outbox = Outbox()
    stores = [open_store(any_database_url) for _ in range(3)]
    processes = [a_process(store, frozen_clock, outbox) for store in stores]
    users = [add_user(processes[0], f"user{number}") for number in range(30)]
    for user in users:
        processes[0].mail.order("password_changed", HOME, user_id=user.id)

    race(6, lambda number: processes[number % 3].mail_delivery.deliver_due())

    assert sorted(message.to for message in outbox.messages) == sorted(str(user.email) for user in users)
    for store in stores:
        store.close()


def test_a_mail_that_was_sealed_with_another_secret_key_fails(
    store: Store, frozen_clock: FrozenClock
) -> None:
    process = a_process(store, frozen_clock, Outbox())
    now = frozen_clock.now()
    store.outgoing_mails.add(a_mail(next_try_at=now, expires_at=now + timedelta(days=1)))

    process.mail_delivery.deliver_due()

    (failed,) = store.outgoing_mails.list_page(only_failed=True)
    assert failed.failure == "it was sealed with another secret key"


def test_a_mail_above_the_limit_is_dropped(
    store: Store, frozen_clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = Outbox()
    caplog.set_level(logging.WARNING)
    process = a_process(store, frozen_clock, outbox)
    for _ in range(12):
        order(process)

    process.mail_delivery.deliver_due()

    assert len(outbox.messages) == 10
    assert waiting(process) == []
    assert "the limit mails_changes is reached" in caplog.text
