from threading import Thread

import pytest

from daemun.mail.message import Message
from daemun.mail.outbox import Outbox


def a_message(subject: str = "Hello") -> Message:
    return Message("minsu@example.com", subject, "text", "en")


def test_a_mail_from_another_thread_is_waited_for() -> None:
    outbox = Outbox()
    thread = Thread(target=lambda: outbox.send(a_message()))

    thread.start()

    assert outbox.wait_for(1) == (a_message(),)
    thread.join()


def test_a_mail_that_does_not_come_is_told() -> None:
    with pytest.raises(TimeoutError, match="0 of 1"):
        Outbox().wait_for(1, timeout=0.01)


def test_the_oldest_are_forgotten_first() -> None:
    outbox = Outbox(limit=2)

    for subject in "abc":
        outbox.send(a_message(subject))

    assert [message.subject for message in outbox.messages] == ["b", "c"]
    outbox.clear()
    assert outbox.messages == ()
