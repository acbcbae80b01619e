import logging
import os
from functools import partial
from threading import Event

import pytest

from daemun.mail.message import MailNotSent, Message
from daemun.mail.outbox import Outbox
from daemun.mail.queue import MailQueue
from daemun.problem import StoreUnavailable


def a_message(subject: str = "Hello") -> Message:
    return Message("minsu@example.com", subject, "the text", "en")


class FailingMailer(Outbox):
    """Fails with each of these errors in turn, then works."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)

    def send(self, message: Message) -> None:
        if self.errors:
            raise self.errors.pop(0)
        super().send(message)


class SlowMailer(Outbox):
    """Sends when it is allowed to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_sending = Event()
        self.may_send = Event()

    def send(self, message: Message) -> None:
        self.is_sending.set()
        self.may_send.wait()
        super().send(message)


def test_mails_are_sent_in_order() -> None:
    outbox = Outbox()
    queue = MailQueue(outbox)

    for subject in "abc":
        queue.post(partial(a_message, subject))

    assert queue.flush()
    assert [message.subject for message in outbox.messages] == ["a", "b", "c"]


@pytest.mark.requirement("EN-04")
def test_nobody_waits_for_a_slow_mail_server() -> None:
    mailer = SlowMailer()
    queue = MailQueue(mailer)

    queue.post(a_message)
    queue.post(a_message)

    assert mailer.is_sending.wait(5)
    assert mailer.messages == ()
    mailer.may_send.set()
    assert len(mailer.wait_for(2)) == 2


def test_without_a_mailer_nothing_is_made() -> None:
    queue = MailQueue(None)

    queue.post(lambda: pytest.fail("was made"))

    assert not queue.is_on
    assert queue.flush()


@pytest.mark.parametrize("error", [MailNotSent("later"), StoreUnavailable()])
def test_what_fails_for_now_is_tried_again(error: Exception) -> None:
    mailer = FailingMailer(error, error)
    queue = MailQueue(mailer, waits=(0, 0))

    queue.post(a_message)

    assert mailer.wait_for(1) == (a_message(),)


@pytest.mark.parametrize(
    "errors",
    [
        (MailNotSent("never", is_final=True),),
        (MailNotSent("later"), MailNotSent("later")),
        (ValueError("minsu@example.com: the text"),),
    ],
)
def test_what_fails_for_good_is_logged_without_address_and_text(
    errors: tuple[Exception, ...], caplog: pytest.LogCaptureFixture
) -> None:
    mailer = FailingMailer(*errors)
    queue = MailQueue(mailer, waits=(0,))

    queue.post(lambda: a_message("lost"))
    queue.post(lambda: a_message("next"))

    assert [message.subject for message in mailer.wait_for(1)] == ["next"]
    assert "a mail was not sent" in caplog.text
    assert "minsu" not in caplog.text
    assert "the text" not in caplog.text


def test_a_full_queue_drops_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    mailer = SlowMailer()
    queue = MailQueue(mailer, size=1)
    queue.post(a_message)
    assert mailer.is_sending.wait(5)

    queue.post(a_message)
    queue.post(a_message)

    assert "a mail was dropped" in caplog.text
    mailer.may_send.set()
    assert queue.flush()
    assert len(mailer.messages) == 2


def test_closing_sends_what_waits_and_leaves_it_usable() -> None:
    outbox = Outbox()
    queue = MailQueue(outbox)
    queue.post(a_message)

    queue.close()

    assert len(outbox.messages) == 1
    queue.post(a_message)
    assert len(outbox.wait_for(2)) == 2


def test_closing_gives_up_on_a_server_that_does_not_answer(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemun.mail.queue._FAREWELL", 0.01)
    caplog.set_level(logging.ERROR)
    mailer = SlowMailer()
    queue = MailQueue(mailer)
    queue.post(a_message)
    queue.post(a_message)
    assert mailer.is_sending.wait(5)

    queue.close()

    assert "1 waiting" in caplog.text
    mailer.may_send.set()
    assert len(mailer.wait_for(1)) == 1


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_sends_nothing_of_its_parent_and_works() -> None:
    mailer = SlowMailer()
    queue = MailQueue(mailer)
    queue.post(a_message)
    queue.post(a_message)
    assert mailer.is_sending.wait(5)

    child = os.fork()
    if child == 0:
        os._exit(0 if queue.flush(timeout=0) and not queue._waiting else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    mailer.may_send.set()
    assert len(mailer.wait_for(2)) == 2
