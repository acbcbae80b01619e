"""What callers of the service rely on beside what goes over HTTP."""

import pytest

from daemun.customization import Customization
from daemun.features.audit.events import EmailVerified, Event
from daemun.features.one_time_tokens.errors import OneTimeTokenRefused
from daemun.mail.outbox import Outbox
from daemun.origin import Origin
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, an_installation
from tests.features.mails.mailbox import Mailbox


def refuse(secret: str, origin: Origin) -> None:
    raise OneTimeTokenRefused


def test_an_address_becomes_its_users_once_its_mail_came_back(
    store: Store, frozen_clock: FrozenClock, outbox: Outbox, events: list[Event]
) -> None:
    services = an_installation(
        store,
        frozen_clock,
        publish=events.append,
        customization=Customization(mailer=outbox),
        mail_links_verify="https://shop.example/confirm",
    )
    user = add_user(services)
    with store.batches.batch():
        services.email_verification.begin(user.id, "Minsu@new.kr", "minsu@new.kr", HOME)
    token = Mailbox(services, outbox).newest("Minsu@new.kr").token
    assert services.users.find(user.id) == user

    services.email_verification.verify(token, HOME, session_id=None, finish=refuse)

    found = services.users.find_by_email("minsu@NEW.kr")
    assert found is not None
    assert (found.id, found.email_verified_at) == (user.id, frozen_clock.now())
    assert EmailVerified(user_id=user.id) in events
    with pytest.raises(OneTimeTokenRefused):
        services.email_verification.verify(token, HOME, session_id=None, finish=refuse)
    services.mail.close()
