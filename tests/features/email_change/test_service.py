"""What an operator does with addresses; over HTTP: test_routes.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemun.features.audit.service import SYSTEM
from daemun.features.users.errors import EmailTaken
from daemun.validation import ValidationFailed
from tests.attacks.site import MakeSite, sites


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
