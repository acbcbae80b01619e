"""Delivery: writes the mails that are due, and hands them to the mailer."""

import logging
import traceback
from collections.abc import Mapping
from functools import partial

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.due_thread import do_due
from daemun.features.mails import policy
from daemun.features.mails.allowance import MailAllowance
from daemun.features.mails.envelope import Envelope
from daemun.features.mails.model import Author, Draft, Order, OutgoingMail
from daemun.features.mails.store import OutgoingMailStore
from daemun.features.mails.writer import MailWriter
from daemun.features.users.store import UserStore
from daemun.mail.message import Mailer, MailNotSent, Message
from daemun.problem import StoreUnavailable
from daemun.sealing import SealBroken

_logger = logging.getLogger("daemun.mail")


class _TakenOver(Exception):
    """Undoes what was written for a mail that another process delivers by now; not for callers."""


class Delivery:
    """Delivers each mail once, unless a process dies between the mail server's acceptance and our record."""

    def __init__(
        self,
        store: OutgoingMailStore,
        users: UserStore,
        envelope: Envelope,
        writer: MailWriter,
        allowance: MailAllowance,
        mailer: Mailer | None,
        batches: Batches,
        clock: Clock,
        *,
        authors: Mapping[str, Author],
    ) -> None:
        """authors: by the name of a mail; a mail without one goes to its user with the facts as ordered."""
        self._store = store
        self._users = users
        self._envelope = envelope
        self._writer = writer
        self._allowance = allowance
        self._mailer = mailer
        self._batches = batches
        self._clock = clock
        self._authors = authors

    def deliver_due(self) -> float | None:
        """Deliver what is due. Returns the seconds until there is more; None: nothing waits.

        Raises StoreUnavailable; a mail that was being delivered is due again in a while.
        """
        if self._mailer is None:
            return None
        deliver = partial(self._deliver, self._mailer)
        return do_due(self._store, deliver, self._clock, claimed_for=policy.CLAIMED_FOR)

    def send_test(self, to: str, *, language: str, mail_id: str) -> None:
        """Send a mail at once, without a row, to find out whether mails arrive. Raises MailNotSent."""
        if self._mailer is None:
            raise MailNotSent("no mail server is set: DAEMUN_MAIL_URL", is_final=True)
        order = Order(
            user_id=None, to=to, facts={}, language=language, device="", address="", at=self._clock.now()
        )
        self._mailer.send(self._writer.write("test", order, Draft(to, None, dict), {}, mail_id=mail_id))

    def _deliver(self, mailer: Mailer, mail: OutgoingMail) -> None:
        now = self._clock.now()
        if now >= mail.expires_at:
            self._fail(mail, "it was not delivered in time")
            return
        try:
            message = self._message(mail)
            if message is not None:
                mailer.send(message)
        except _TakenOver:
            return
        except MailNotSent as error:
            if error.is_final:
                self._fail(mail, str(error))
            else:
                _logger.warning("a mail was not sent, and is tried again: %s", error)
                self._store.put_off(mail, until=policy.next_try_at(mail.tries, self._clock.now()))
        except SealBroken:
            self._fail(mail, "it was sealed with another secret key")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the application's own mailer or template
            _log_bug(error)
            self._fail(mail, type(error).__name__)
        else:
            self._store.remove(mail)

    def _message(self, mail: OutgoingMail) -> Message | None:
        """The message; written, and kept, before it is sent for the first time. None: it is not due."""
        if mail.is_written:
            return self._envelope.open_message(mail.id, mail.sealed)
        order = self._envelope.open_order(mail.id, mail.sealed)
        author = self._authors.get(mail.name, self._draft_for_user)
        draft = author(order)
        if draft is None or not self._allowance.count(draft, name=mail.name, user_id=mail.user_id):
            return None

        def write() -> Message:
            message = self._writer.write(mail.name, order, draft, draft.facts(), mail_id=mail.id)
            if not self._store.keep_written(mail, self._envelope.seal_message(mail.id, message)):
                raise _TakenOver
            return message

        return self._batches.in_batch(write)

    def _draft_for_user(self, order: Order) -> Draft | None:
        user = self._users.find(order.user_id) if order.user_id is not None else None
        if user is None or user.email is None:
            return None
        return Draft(order.to or user.email, user.username or user.email, lambda: order.facts)

    def _fail(self, mail: OutgoingMail, reason: str) -> None:
        _logger.error("a mail was not sent: %s", reason)
        self._store.fail(mail, reason, now=self._clock.now())


def _log_bug(error: Exception) -> None:
    """Where it happened, without the error's message, which may quote the mail."""
    stack = "".join(traceback.format_tb(error.__traceback__))
    _logger.error("a mail was not sent: %s in\n%s", type(error).__name__, stack)
