"""What a person sees who opens their mailbox, and what they take from it."""

import re
from dataclasses import dataclass

from daemun.composition.services import Services
from daemun.mail.message import Message
from daemun.mail.outbox import Outbox

_TOKEN = re.compile(r"https?://\S+[?&#/=](?:token=)?([\w-]{43})(?!\S)")
_CODE = re.compile(r"^ *(\d{4}) (\d{4})$", re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """One mail, and the secrets in it."""

    message: Message

    @property
    def subject(self) -> str:
        return self.message.subject

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def token(self) -> str:
        found = _TOKEN.search(self.text)
        assert found is not None, self.text
        return found[1]

    @property
    def code(self) -> str:
        code = self.find_code()
        assert code is not None, self.text
        return code

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 10**8:08}"

    def find_code(self) -> str | None:
        found = _CODE.search(self.text)
        return found[1] + found[2] if found else None


class Mailbox:
    """Everything that was delivered, once nothing is on its way."""

    def __init__(self, services: Services, outbox: Outbox) -> None:
        self._services = services
        self._outbox = outbox

    def all(self) -> list[Mail]:
        assert self._services.mail.flush(timeout=20)
        return [Mail(message) for message in self._outbox.messages]

    def newest(self, to: str | None = None) -> Mail:
        mails = [mail for mail in self.all() if to in (None, mail.message.to)]
        assert mails, "no mail arrived"
        return mails[-1]
