"""What every OutgoingMailStore keeps."""

from dataclasses import replace

import pytest

from daemun.storage.store import Store
from tests.storage.racing import race
from tests.storage.records import A_MILLISECOND, A_MINUTE, NOW, a_mail, a_user

LATER = NOW + 5 * A_MINUTE


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "", "user_id": None, "sealed": b"\0\xff", "is_written": True},
        {"tries": 3, "failed_at": NOW, "failure": "the mail server answered 550"},
    ],
)
def test_a_mail_comes_back_equal(store: Store, fields: dict[str, object]) -> None:
    store.users.add(a_user())
    mail = replace(a_mail(user_id="user-kim"), **fields)  # type: ignore[arg-type]

    store.outgoing_mails.add(mail)

    assert store.outgoing_mails.find(mail.id) == mail
    assert list(store.outgoing_mails.list_page()) == [mail]


def test_nothing_comes_of_nothing(store: Store) -> None:
    assert store.outgoing_mails.find("unknown") is None
    assert store.outgoing_mails.claim(now=NOW, until=LATER) is None
    assert store.outgoing_mails.next_try_at() is None
    assert list(store.outgoing_mails.list_page()) == []
    assert not store.outgoing_mails.remove(a_mail())
    assert not store.outgoing_mails.try_again("unknown", now=NOW, expires_at=LATER)


def test_mails_are_claimed_in_the_order_in_which_they_became_due(store: Store) -> None:
    for name, wait in (("second", A_MILLISECOND), ("first", 0 * A_MILLISECOND), ("later", A_MINUTE)):
        store.outgoing_mails.add(a_mail(name, next_try_at=NOW + wait))

    claimed = [store.outgoing_mails.claim(now=NOW + A_MILLISECOND, until=LATER) for _ in range(3)]

    assert [mail and mail.id for mail in claimed] == ["mail-first", "mail-second", None]
    assert store.outgoing_mails.next_try_at() == NOW + A_MINUTE


def test_a_mail_is_due_at_the_very_millisecond(store: Store) -> None:
    store.outgoing_mails.add(a_mail())

    assert store.outgoing_mails.claim(now=NOW - A_MILLISECOND, until=LATER) is None
    claimed = store.outgoing_mails.claim(now=NOW, until=LATER)

    assert claimed == a_mail(tries=1, next_try_at=LATER)


def test_a_claimed_mail_is_left_alone_until_its_claim_is_over(store: Store) -> None:
    store.outgoing_mails.add(a_mail())
    store.outgoing_mails.claim(now=NOW, until=LATER)

    assert store.outgoing_mails.claim(now=LATER - A_MILLISECOND, until=LATER) is None
    again = store.outgoing_mails.claim(now=LATER, until=LATER + A_MINUTE)

    assert again is not None
    assert again.tries == 2


def test_a_claim_that_somebody_else_took_over_changes_nothing(store: Store) -> None:
    store.outgoing_mails.add(a_mail())
    slow = store.outgoing_mails.claim(now=NOW, until=LATER)
    assert slow is not None
    present = store.outgoing_mails.claim(now=LATER, until=LATER + A_MINUTE)

    assert not store.outgoing_mails.keep_written(slow, b"slow")
    assert not store.outgoing_mails.put_off(slow, until=LATER)
    assert not store.outgoing_mails.fail(slow, "slow", now=LATER)
    assert not store.outgoing_mails.remove(slow)
    assert store.outgoing_mails.find(slow.id) == present


def test_a_mail_is_written_once(store: Store) -> None:
    store.outgoing_mails.add(a_mail())
    claimed = store.outgoing_mails.claim(now=NOW, until=LATER)
    assert claimed is not None

    assert store.outgoing_mails.keep_written(claimed, b"the message")
    assert not store.outgoing_mails.keep_written(claimed, b"another")

    found = store.outgoing_mails.find(claimed.id)
    assert found is not None
    assert (found.sealed, found.is_written) == (b"the message", True)


def test_a_mail_that_is_put_off_comes_back_later(store: Store) -> None:
    store.outgoing_mails.add(a_mail())
    claimed = store.outgoing_mails.claim(now=NOW, until=LATER)
    assert claimed is not None

    assert store.outgoing_mails.put_off(claimed, until=NOW + A_MINUTE)

    assert store.outgoing_mails.claim(now=NOW + A_MINUTE - A_MILLISECOND, until=LATER) is None
    assert store.outgoing_mails.claim(now=NOW + A_MINUTE, until=LATER) is not None


def test_a_delivered_mail_is_gone(store: Store) -> None:
    store.outgoing_mails.add(a_mail())
    claimed = store.outgoing_mails.claim(now=NOW, until=LATER)
    assert claimed is not None

    assert store.outgoing_mails.remove(claimed)

    assert store.outgoing_mails.find(claimed.id) is None


def test_a_failed_mail_is_tried_no_more_until_somebody_asks(store: Store) -> None:
    store.outgoing_mails.add(a_mail())
    store.outgoing_mails.add(a_mail("other", next_try_at=LATER))
    claimed = store.outgoing_mails.claim(now=NOW, until=LATER)
    assert claimed is not None

    assert store.outgoing_mails.fail(claimed, "refused", now=NOW)

    failed = store.outgoing_mails.find(claimed.id)
    assert failed is not None
    assert (failed.failed_at, failed.failure) == (NOW, "refused")
    assert list(store.outgoing_mails.list_page(only_failed=True)) == [failed]
    assert store.outgoing_mails.next_try_at() == LATER
    assert store.outgoing_mails.try_again(failed.id, now=NOW, expires_at=LATER)
    assert not store.outgoing_mails.try_again(failed.id, now=NOW, expires_at=LATER)
    again = store.outgoing_mails.claim(now=NOW, until=LATER)
    assert again is not None
    assert (again.id, again.failed_at, again.failure, again.expires_at) == (failed.id, None, None, LATER)


def test_a_page_goes_on_where_the_last_one_ended(store: Store) -> None:
    for name in "cab":
        store.outgoing_mails.add(a_mail(name))

    first = store.outgoing_mails.list_page(limit=2)
    rest = store.outgoing_mails.list_page(after_id=first[-1].id, limit=2)

    assert [mail.id for mail in (*first, *rest)] == ["mail-a", "mail-b", "mail-c"]


@pytest.mark.requirement("RL-02")
def test_of_24_racers_each_claims_another_mail(store: Store) -> None:
    for number in range(30):
        store.outgoing_mails.add(a_mail(str(number)))

    claimed = race(24, lambda _: store.outgoing_mails.claim(now=NOW, until=LATER))
    while (mail := store.outgoing_mails.claim(now=NOW, until=LATER)) is not None:
        claimed.append(mail)

    taken = [mail.id for mail in claimed if mail is not None]
    assert sorted(taken) == sorted(f"mail-{number}" for number in range(30))


@pytest.mark.requirement("RL-02")
def test_of_24_racers_exactly_one_keeps_what_it_wrote(store: Store) -> None:
    store.outgoing_mails.add(a_mail())
    claimed = store.outgoing_mails.claim(now=NOW, until=LATER)
    assert claimed is not None

    kept = race(24, lambda number: store.outgoing_mails.keep_written(claimed, bytes([number])))

    assert sum(kept) == 1


def test_a_mail_goes_with_its_user(store: Store) -> None:
    user = a_user()
    store.users.add(user)
    store.outgoing_mails.add(a_mail(user_id=user.id))

    store.users.delete(user.id, now=NOW)

    assert store.outgoing_mails.find("mail-one") is None


def test_a_mail_that_is_ordered_in_a_batch_is_there_when_the_rest_is(store: Store) -> None:
    def order_and_fail() -> None:
        store.outgoing_mails.add(a_mail())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.batches.in_batch(order_and_fail)
    assert store.outgoing_mails.find("mail-one") is None

    store.batches.in_batch(lambda: store.outgoing_mails.add(a_mail()))
    assert store.outgoing_mails.find("mail-one") is not None
