"""MailAllowance: how many mails may be sent, to one user, to one address and overall."""

import logging
from datetime import timedelta

from daemun.clock import Clock
from daemun.features.lockout.model import Limit
from daemun.features.lockout.policy import address_key, at_most, counter_key
from daemun.features.lockout.store import LockoutStore
from daemun.features.mails.model import CHANGES, Draft
from daemun.mail.settings import MailSettings
from daemun.origin import Origin

_logger = logging.getLogger("daemun.mail")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class MailAllowance:
    """Counts mails across all processes, before they are written."""

    def __init__(self, store: LockoutStore, settings: MailSettings, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._per_user = at_most("mails_user", settings.max_per_user, _HOUR)
        self._per_recipient = at_most("mails_recipient", settings.max_per_recipient, _HOUR)
        self._overall = at_most("mails_overall", settings.max_per_hour, _HOUR)
        self._secrets = (
            at_most("mailed_secrets_hour", settings.max_secrets_per_hour, _HOUR),
            at_most("mailed_secrets_day", settings.max_secrets_per_day, _DAY),
        )
        self._changes = at_most("mails_changes", settings.max_per_recipient, _HOUR)
        self._requests = at_most("mail_requests", settings.max_requests_per_address, _HOUR)

    def count_request(self, origin: Origin) -> bool:
        """Count a mail that a stranger requests; False: this network address has requested too many."""
        return self._count_one(address_key(origin.address), self._requests)

    def count(self, draft: Draft, *, name: str, user_id: str | None) -> bool:
        """Count a mail; False: it must not be sent. name: of the mail.

        Mails about changes are counted separately, so that strangers cannot use up their limit.
        """
        recipient = draft.to.lower()
        if name in CHANGES:
            return self._count_one(f"{name} {recipient}", self._changes)
        # Narrow limits first: one user must not use up the limit of all.
        keys = [(recipient, limit) for limit in self._secrets] if draft.has_secret else []
        if user_id is not None:
            keys.append((user_id, self._per_user))
        keys += [(recipient, self._per_recipient), ("", self._overall)]
        return all(self._count_one(subject, limit) for subject, limit in keys)

    def _count_one(self, subject: str, limit: Limit) -> bool:
        counted = self._store.count_try(counter_key(limit.name, subject), limit, now=self._clock.now())
        if counted.refused_until is not None:
            _logger.warning("a mail was not sent: the limit %s is reached", limit.name)
        return counted.refused_until is None
