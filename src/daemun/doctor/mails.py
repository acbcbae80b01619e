"""Mails: whether they are delivered."""

from collections.abc import Iterator
from datetime import timedelta

from daemun.clock import Clock
from daemun.doctor.finding import Finding, Level
from daemun.features.mails.service import Mails

_LATE = timedelta(minutes=15)
_LOOKED_AT = 1000


def examine_mails(mails: Mails, clock: Clock) -> Iterator[Finding]:
    """Look at waiting and failed mails, without sending any."""
    if not mails.is_on:
        return
    waiting = mails.list_page(limit=_LOOKED_AT)
    failed = [mail for mail in waiting if mail.failed_at is not None]
    late = [mail for mail in waiting if mail.failed_at is None and clock.now() - mail.created_at >= _LATE]
    if failed:
        reasons = ", ".join(sorted({mail.failure or "" for mail in failed}))
        sentence = f"{len(failed)} mails were not delivered: {reasons}"
        yield Finding("mail.failed", Level.WARNING, sentence, "see `daemun mail list --failed`")
    if late:
        sentence = f"{len(late)} mails wait for more than 15 minutes"
        yield Finding("mail.late", Level.WARNING, sentence, "try `daemun mail test ADDRESS`")
    if not failed and not late:
        yield Finding("mail", Level.OK, "no mail is late or failed")
