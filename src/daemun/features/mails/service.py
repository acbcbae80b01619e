"""Mails: orders mails in the transaction that needs them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.due_thread import DueThread
from daemun.features.mails.allowance import MailAllowance
from daemun.features.mails.envelope import Envelope
from daemun.features.mails.model import Facts, Order, OutgoingMail
from daemun.features.mails.store import OutgoingMailStore
from daemun.mail.message import Message
from daemun.origin import Origin
from daemun.randomness import Randomness, random_id

_A_DAY: Final = timedelta(days=1)
_NO_FACTS: Final[Facts] = {}


class Mails:
    """Mails to be delivered."""

    def __init__(
        self,
        store: OutgoingMailStore,
        envelope: Envelope,
        thread: DueThread,
        allowance: MailAllowance,
        batches: Batches,
        clock: Clock,
        randomness: Randomness,
        *,
        is_on: bool,
    ) -> None:
        """is_on: whether there is a mailer."""
        self._store = store
        self._envelope = envelope
        self._thread = thread
        self._allowance = allowance
        self._batches = batches
        self._clock = clock
        self._randomness = randomness
        self._is_on = is_on

    @property
    def is_on(self) -> bool:
        """Whether there is a mailer."""
        return self._is_on

    def order(
        self,
        name: str,
        origin: Origin,
        *,
        user_id: str | None = None,
        to: str | None = None,
        facts: Facts = _NO_FACTS,
        lifetime: timedelta = _A_DAY,
    ) -> None:
        """Order a mail, in the caller's batch; it is sent soon after the commit. Without a mailer nothing
        happens.

        name: of its template. user_id: the mail is deleted with this user. to: None for the user's own
        address. facts: what its author or its template needs. lifetime: the mail is useless after it.
        """
        if not self._is_on:
            return
        order = Order(
            user_id=user_id,
            to=to,
            facts=facts,
            language=origin.language,
            device=origin.user_agent,
            address=origin.address or "",
            at=self._clock.now(),
        )
        mail_id = random_id(self._randomness)
        self._add(mail_id, name, user_id, self._envelope.seal_order(mail_id, order), lifetime)

    def request(self, name: str, origin: Origin, *, facts: Facts, lifetime: timedelta) -> None:
        """Order a mail for a stranger, unless their network address has asked too often."""
        if self._is_on and self._allowance.count_request(origin):
            self.order(name, origin, facts=facts, lifetime=lifetime)

    def send(self, message: Message) -> None:
        """Send a mail of the application soon; without a mailer nothing happens."""
        if not self._is_on:
            return
        mail_id = random_id(self._randomness)
        self._add(mail_id, "", None, self._envelope.seal_message(mail_id, message), _A_DAY, is_written=True)

    def flush(self, *, timeout: float | None = None) -> bool:
        """Wait until no mail is due; False: one still is. timeout: in seconds, by default 5."""
        return self._thread.flush(timeout=timeout)

    def keep_up(self) -> None:
        """Make sure that this process delivers the mails of a killed one."""
        if self._is_on:
            self._thread.keep_up()

    def wake(self) -> None:
        """Start delivering due mails now."""
        if self._is_on:
            self._thread.wake()

    def close(self) -> None:
        """Deliver due mails for a few seconds. The rest waits in the database."""
        self._thread.close()

    def list_page(
        self, *, only_failed: bool = False, after_id: str | None = None, limit: int = 100
    ) -> Sequence[OutgoingMail]:
        """List undelivered mails, in the order of ids; at most `limit`."""
        return self._store.list_page(only_failed=only_failed, after_id=after_id, limit=limit)

    def try_again(self, mail_id: str) -> bool:
        """Retry a failed mail for another day; False when there is none."""
        now = self._clock.now()
        is_due = self._store.try_again(mail_id, now=now, expires_at=now + _A_DAY)
        if is_due:
            self.wake()
        return is_due

    def _add(
        self,
        mail_id: str,
        name: str,
        user_id: str | None,
        sealed: bytes,
        lifetime: timedelta,
        *,
        is_written: bool = False,
    ) -> None:
        now = self._clock.now()
        self._store.add(
            OutgoingMail(
                id=mail_id,
                name=name,
                user_id=user_id,
                sealed=sealed,
                is_written=is_written,
                created_at=now,
                next_try_at=now,
                expires_at=now + lifetime,
            )
        )
        self._batches.after_commit(self._thread.wake)
