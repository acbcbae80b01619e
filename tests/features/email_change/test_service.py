"""What an operator does with addresses; over HTTP: test_routes.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemun.features.audit.service import SYSTEM
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.features.users.errors import EmailTaken
from daemun.mail.outbox import Outbox
from daemun.validation import ValidationFailed
from tests.attacks.site import MakeSite, sites
from tests.features.mails.mailbox import Mailbox


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[MakeSite]:
    with sites(tmp_path) as make:
        yield make


def test_an_operator_gives_an_address_back_and_everything_of_before_ends(make_site: MakeSite) -> None:
    site = make_site()
    user = site.add_user(email="thief@example.com")
    token = site.bearer(user)

    site.services.email_change.restore_by_operator(user, "minsu@example.kr", SYSTEM)

    found = site.services.users.find(user.id)
    assert found is not None
    assert (found.email, found.email_verified_at is not None) == ("minsu@example.kr", True)
    assert site.client().get("/auth/me", headers=token).status_code == 401
    assert site.log_in().status_code == 401


@pytest.mark.requirement("AC-08")
def test_what_an_operator_gives_back_no_earlier_mail_takes_away(make_site: MakeSite) -> None:
    outbox = Outbox()
    site = make_site(
        options={"mailer": outbox},
        mail_sender="shop@shop.example",
        mail_links_restore="https://shop.example/restore",
    )
    services, mailbox = site.services, Mailbox(site.services, outbox)
    user = site.add_user(email="minsu@example.kr")
    with services.store.batches.batch():
        services.users.prove_email(user)
    for address in ("one@thief.example", "two@thief.example"):
        services.email_change.request(user.id, address, SYSTEM)
        code = mailbox.newest(address).code
        services.email_change.confirm(user.id, code, SYSTEM, session_id=None)
    undo = mailbox.newest("one@thief.example").token
    stolen = services.users.find(user.id)
    assert stolen is not None

    services.email_change.restore_by_operator(stolen, "minsu@example.kr", SYSTEM)

    with pytest.raises(OneTimeTokenRefused):
        services.email_change.restore(undo, SYSTEM)
    assert "changed back" in mailbox.newest("two@thief.example").subject


def test_a_proven_address_of_somebody_else_is_not_given_away(make_site: MakeSite) -> None:
    site = make_site()
    user, other = site.add_user(email="minsu@example.kr"), site.add_user("jiwoo", email="jiwoo@example.kr")
    with site.services.store.batches.batch():
        site.services.users.prove_email(other)

    with pytest.raises(EmailTaken):
        site.services.email_change.restore_by_operator(user, "jiwoo@example.kr", SYSTEM)
    with pytest.raises(ValidationFailed):
        site.services.email_change.restore_by_operator(user, "no address", SYSTEM)

    assert site.log_in().status_code == 200
