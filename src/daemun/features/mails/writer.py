"""MailWriter: from a draft and its facts to a message, in the language of its reader."""

import unicodedata
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from daemun.device_names import device_name
from daemun.features.mails.model import Draft, Facts, Order
from daemun.mail.message import Message
from daemun.mail.settings import MailSettings
from daemun.mail.templates import MailTemplates
from daemun.written_times import written_time

_INVISIBLE: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Cn"])


class MailWriter:
    """Writes mails from templates."""

    def __init__(
        self,
        templates: MailTemplates,
        settings: MailSettings,
        *,
        service: str,
        default_language: str,
        provider_label: Callable[[str, str], str],
    ) -> None:
        """service: the name of the service, as users know it. provider_label: the label of a provider, in a
        language.
        """
        self._templates = templates
        self._zone = ZoneInfo(settings.time_zone)
        self._service = service
        self._language = settings.language
        self._default_language = default_language
        self._provider_label = provider_label

    def write(self, name: str, order: Order, draft: Draft, facts: Facts, *, mail_id: str) -> Message:
        """Write the mail with a name; its template may use these facts and those of every mail."""
        language = self._language or order.language or self._default_language
        known = {
            "service": self._service,
            "name": draft.name or "",
            "at": written_time(order.at.astimezone(self._zone), language),
            "device": device_name(order.device) if order.device else "-",
            "address": order.address or "-",
        }
        if "provider" in facts:
            facts = {**facts, "provider": self._provider_label(facts["provider"], language)}
        shown = {name: _one_line(text) for name, text in (known | dict(facts)).items()}
        written = self._templates.write(draft.template or name, language, shown)
        return Message(draft.to, written.subject, written.text, language, written.html, id=mail_id)


def _one_line(text: str) -> str:
    """Keep text from strangers on one line: no breaks, no marks that change the direction of text."""
    visible = (" " if character.isspace() else character for character in text)
    kept = "".join(each for each in visible if unicodedata.category(each) not in _INVISIBLE)
    return " ".join(kept.split())
