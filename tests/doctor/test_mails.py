import pytest

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.doctor.finding import Level
from daemun.doctor.mails import examine_mails
from daemun.mail.message import MailNotSent, Message
from daemun.mail.outbox import Outbox
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, an_installation


class Refusing:
    """A mail server that takes nothing."""

    def __init__(self, *, is_final: bool) -> None:
        self.is_final = is_final

    def send(self, message: Message) -> None:
        raise MailNotSent("the mail server answered 550", is_final=self.is_final)


def levels(services: Services, clock: FrozenClock) -> dict[str, Level]:
    return {finding.id: finding.level for finding in examine_mails(services.mail, clock)}


@pytest.mark.parametrize(
    ("mailer", "found"),
    [
        (None, {}),
        (Outbox(), {"mail": Level.OK}),
        (Refusing(is_final=True), {"mail.failed": Level.WARNING}),
        (Refusing(is_final=False), {"mail.late": Level.WARNING}),
    ],
)
def test_mails_that_do_not_get_out_are_reported(
    frozen_clock: FrozenClock, mailer: Outbox | Refusing | None, found: dict[str, Level]
) -> None:
    store = open_store("sqlite://")
    services = an_installation(store, frozen_clock, customization=Customization(mailer=mailer))
    services.mail.order("password_changed", HOME, user_id=add_user(services).id)
    assert services.mail.flush()
    frozen_clock.tick(minutes=15)

    assert levels(services, frozen_clock) == found
    services.close()
