"""Stopped half-way, a deletion is carried out later; nobody is deleted twice or by halves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from daemun.features.audit.service import SYSTEM
from daemun.features.users.errors import UserNotFound
from tests.attacks.site import MakeSite, sites


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[MakeSite]:
    with sites(tmp_path) as make:
        yield make


def test_of_many_processes_one_carries_a_deletion_out(make_site: MakeSite) -> None:
    site = make_site()
    user = site.add_user()
    deletion = site.services.account_deletion
    deletion.ask(user.id, SYSTEM)
    site.clock.tick(days=7)

    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda _: deletion.carry_out_due(), range(8)))

    assert sum(counts) == 1
    assert len(site.events("user.deleted")) == 1


def test_nobody_who_does_not_exist_is_deleted(make_site: MakeSite) -> None:
    with pytest.raises(UserNotFound):
        make_site().services.account_deletion.ask("nobody", SYSTEM)


def test_what_was_stored_and_not_carried_out_is_carried_out_later(make_site: MakeSite) -> None:
    site = make_site(account_deletion_delay=0)
    user = site.add_user()
    # As after a kill between the two commits of `ask`.
    site.services.store.account_deletions.ask(user.id, now=site.clock.now(), due_at=site.clock.now())

    assert site.services.account_deletion.carry_out_due() == 1
    assert site.services.users.find(user.id) is None
