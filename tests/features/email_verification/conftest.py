import pytest

from daemun import Daemun
from daemun.mail.outbox import Outbox
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.email_verification.site import MakeSite, Site


@pytest.fixture
def make_site(make_app: MakeApp, frozen_clock: FrozenClock, outbox: Outbox) -> MakeSite:
    def make(**settings: object) -> Site:
        defaults = {
            "mail_sender": "책방 <login@shop.example>",
            "mail_links_verify": "https://shop.example/confirm",
        }
        return Site(make_app(Daemun(clock=frozen_clock, mailer=outbox), **defaults | settings), outbox)

    return make


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site()


@pytest.fixture
def optional(make_site: MakeSite) -> Site:
    return make_site(users_email_verification="optional")
