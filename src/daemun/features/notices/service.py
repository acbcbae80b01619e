"""Notices: turns events into mails to the owner of the account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from daemun.clock import Clock
from daemun.features.audit.events import Event, PasswordChanged, RefreshTokenReused, UserLoggedIn
from daemun.features.audit.store import AuditStore
from daemun.features.lockout.mail_allowance import MailAllowance
from daemun.features.notices.policy import is_familiar
from daemun.features.users.store import UserStore
from daemun.mail.message import Message
from daemun.mail.queue import MailQueue
from daemun.mail.sender import read_sender, service_name
from daemun.mail.settings import MailSettings
from daemun.mail.templates import MailTemplates
from daemun.origin import Origin

_REMEMBERED: Final = 100
"""How many logins back a device is remembered."""
_SAMPLE: Final[Mapping[str, str]] = {
    "service": "Bookshop",
    "name": "minsu",
    "at": "2026-11-23 09:00 UTC",
    "device": "Browser 1.0",
    "address": "192.0.2.7",
}
SAMPLES: Final[Mapping[str, Mapping[str, str]]] = dict.fromkeys(
    ("new_login", "password_changed", "session_stopped"), _SAMPLE
)
"""Every notice by the name of its template, with the facts that the template may use."""


class Notices:
    """Mails about what happened to an account."""

    def __init__(
        self,
        users: UserStore,
        audit: AuditStore,
        allowance: MailAllowance,
        queue: MailQueue,
        templates: MailTemplates,
        settings: MailSettings,
        clock: Clock,
        *,
        service: str,
        default_language: str,
    ) -> None:
        """service: what the service is called where no sender tells."""
        self._users = users
        self._audit = audit
        self._allowance = allowance
        self._queue = queue
        self._templates = templates
        self._settings = settings
        self._clock = clock
        self._zone = ZoneInfo(settings.time_zone)
        self._service = service_name(read_sender(settings.sender)) if settings.sender else service
        self._default_language = default_language

    def on_event(self, event: Event, origin: Origin) -> None:
        """Have a notice made if the event is worth one; returns at once. Called after the commit."""
        if not self._settings.notices or event.user_id is None:
            return
        user_id, at = event.user_id, self._clock.now()
        match event:
            case PasswordChanged():
                self._queue.post(lambda: self._write("password_changed", user_id, origin, at))
            case RefreshTokenReused():
                self._queue.post(lambda: self._write("session_stopped", user_id, origin, at))
            case UserLoggedIn(known_device=False, session_id=session_id):
                self._queue.post(lambda: self._write_new_login(user_id, session_id, origin, at))
            case _:
                pass

    def _write_new_login(
        self, user_id: str, session_id: str | None, origin: Origin, at: datetime
    ) -> Message | None:
        logins = self._audit.list_latest(user_id, name=UserLoggedIn.name, limit=_REMEMBERED)
        if is_familiar(origin, (each.origin for each in logins if each.session_id != session_id)):
            return None
        return self._write("new_login", user_id, origin, at)

    def _write(self, name: str, user_id: str, origin: Origin, at: datetime) -> Message | None:
        user = self._users.find(user_id)
        if user is None or user.email is None or not self._allowance.count(user_id, user.email):
            return None
        language = self._settings.language or origin.language or self._default_language
        facts = {
            "service": self._service,
            "name": user.username or user.email,
            "at": at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M %Z"),
            "device": origin.user_agent or "-",
            "address": origin.address or "-",
        }
        written = self._templates.write(name, language, facts)
        return Message(user.email, written.subject, written.text, language, written.html)
