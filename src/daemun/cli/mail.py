"""`daemun mail`: queued and failed mails, and a test mail."""

from collections.abc import Iterator

import click

from daemun.cli.installation import existing_services, present_services
from daemun.cli.operators import operator_language
from daemun.cli.output import Row, json_option, print_result, print_rows
from daemun.features.mails.model import OutgoingMail
from daemun.features.mails.service import Mails
from daemun.features.users.email_address import read_email_address
from daemun.features.users.identifier_refused import IdentifierRefused
from daemun.mail.message import MailNotSent
from daemun.randomness import SystemRandomness, random_id

_PAGE = 500
_PATIENCE = 60.0
"""Seconds for all of them."""


@click.group()
def mail() -> None:
    """Manage mails that are not delivered yet."""


@mail.command("list")
@click.option("--failed", "only_failed", is_flag=True, help="Only mails that are no longer tried.")
@json_option
def list_mails(*, only_failed: bool, as_json: bool) -> None:
    """List queued and failed mails, without their text or recipient."""
    mails = _mails(existing_services().mail, only_failed=only_failed)
    print_rows("mails", map(_row, mails), as_json=as_json)


@mail.command("retry")
@click.argument("mail_ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every failed mail.")
@json_option
def retry(*, mail_ids: tuple[str, ...], every: bool, as_json: bool) -> None:
    """Retry failed mails for another day. Links and codes in them may have expired."""
    if bool(mail_ids) == every:
        raise click.UsageError("give the ids of mails, or --all")
    services = existing_services()
    if not services.mail.is_on:
        raise click.ClickException("there is no mail server: set DAEMUN_MAIL_URL")
    chosen = [each.id for each in _mails(services.mail, only_failed=True)] if every else list(mail_ids)
    due = [mail_id for mail_id in chosen if services.mail.try_again(mail_id)]
    services.mail.flush(timeout=_PATIENCE)
    left = {each.id for each in _mails(services.mail, only_failed=False)}
    sent = [mail_id for mail_id in due if mail_id not in left]
    print_result(
        f"{len(sent)} of {len(chosen)} mails were sent; see `daemun mail list` for the others",
        {"sent": sent, "not_sent": [mail_id for mail_id in chosen if mail_id not in sent]},
        as_json=as_json,
    )
    if len(sent) < len(chosen):
        raise click.exceptions.Exit(1)


@mail.command("test")
@click.argument("address")
@json_option
def test(*, address: str, as_json: bool) -> None:
    """Send a test mail to an address now."""
    services = present_services()
    try:
        to = read_email_address(address, local_domains=services.settings.users.local_email_domains).display
    except IdentifierRefused:
        raise click.UsageError("this is not an email address") from None
    language = operator_language(click.get_current_context())
    try:
        services.mail_delivery.send_test(to, language=language, mail_id=random_id(SystemRandomness()))
    except MailNotSent as error:
        raise click.ClickException(f"the mail was not sent: {error}") from None
    print_result("the mail server took the mail", {"sent": True}, as_json=as_json)


def _mails(mails: Mails, *, only_failed: bool) -> Iterator[OutgoingMail]:
    after_id: str | None = None
    while page := mails.list_page(only_failed=only_failed, after_id=after_id, limit=_PAGE):
        yield from page
        after_id = page[-1].id


def _row(mail: OutgoingMail) -> Row:
    failed_at, next_try_at = mail.failed_at, mail.next_try_at
    return {
        "id": mail.id,
        "mail": mail.name or "(the application's own)",
        "user_id": mail.user_id,
        "created_at": mail.created_at.isoformat(timespec="seconds"),
        "tries": mail.tries,
        "next_try_at": None if failed_at else next_try_at.isoformat(timespec="seconds"),
        "failed_at": failed_at.isoformat(timespec="seconds") if failed_at else None,
        "failure": mail.failure,
    }
