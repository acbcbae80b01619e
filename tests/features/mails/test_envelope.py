import pytest

from daemun.features.mails.envelope import Envelope
from daemun.features.mails.model import Order
from daemun.mail.message import Message
from daemun.randomness import SystemRandomness
from daemun.sealing import SealBroken, Sealing
from daemun.testing import START

ENVELOPE = Envelope(Sealing(bytes(32), SystemRandomness()))
ORDER = Order(
    user_id="user-1",
    to="민수@example.kr",
    facts={"code": "12345678"},
    language="ko",
    device="Browser \0",
    address="::1",
    at=START,
)
MESSAGE = Message("minsu@example.com", "제목", "12345678", "ko", "<p>12345678</p>", id="mail-1")


def test_an_order_comes_back_equal() -> None:
    assert ENVELOPE.open_order("mail-1", ENVELOPE.seal_order("mail-1", ORDER)) == ORDER


def test_a_message_comes_back_equal() -> None:
    assert ENVELOPE.open_message("mail-1", ENVELOPE.seal_message("mail-1", MESSAGE)) == MESSAGE


@pytest.mark.requirement("HS-10")
def test_neither_address_nor_code_can_be_read_where_mails_wait() -> None:
    sealed = ENVELOPE.seal_order("mail-1", ORDER) + ENVELOPE.seal_message("mail-1", MESSAGE)

    for text in ("example", "12345678", "minsu"):
        assert text.encode() not in sealed
        assert text not in repr(ORDER) + repr(MESSAGE)


def test_what_was_sealed_for_one_mail_does_not_open_for_another() -> None:
    with pytest.raises(SealBroken):
        ENVELOPE.open_order("mail-2", ENVELOPE.seal_order("mail-1", ORDER))
