"""Sites to attack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemun.features.users.model import User
from tests.attacks.site import MakeSite, Site, sites


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[MakeSite]:
    """`make_site(transport_cookies=True)`: a site with these settings."""
    with sites(tmp_path) as make:
        yield make


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """A site as it comes, on a SQLite file."""
    return make_site()


@pytest.fixture
def cookie_site(make_site: MakeSite) -> Site:
    """A site whose tokens travel in cookies."""
    return make_site(transport_cookies=True)


@pytest.fixture
def minsu(site: Site) -> User:
    """A user of `site` with PASSWORD."""
    return site.add_user()
