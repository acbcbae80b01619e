"""MailAllowance: how many mails may go out, to one user, to one address and overall."""

import logging

from daemun.clock import Clock
from daemun.features.lockout import policy
from daemun.features.lockout.settings import LockoutSettings
from daemun.features.lockout.store import LockoutStore

_logger = logging.getLogger("daemun.mail")


class MailAllowance:
    """Counts mails in all processes together, before they are made."""

    def __init__(self, store: LockoutStore, settings: LockoutSettings, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._limits = policy.mail_limits(settings)

    def count(self, user_id: str, address: str) -> bool:
        """Count a mail to this user at this e-mail address; False: it must not be sent."""
        # Narrow limits first: what one user causes must not use up what all may have.
        now = self._clock.now()
        for subject, limit in zip((user_id, address.lower(), ""), self._limits, strict=True):
            key = policy.counter_key(limit.name, subject)
            if self._store.count_try(key, limit, now=now).refused_until is not None:
                _logger.warning("a mail was not sent: the limit %s is reached", limit.name)
                return False
        return True
