"""What stays true of a session whatever comes: its user and scope, its ends, and that its tokens rotate."""

from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.audit.service import SYSTEM
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens
from daemun.settings.reading import setting_names
from daemun.testing import FrozenClock
from daemun_verify import VerifiedToken
from tests.builders import add_user, log_in

HOURS = (-1, 1, -1, -1, 1, 1)


def claims(services: Services, issued: IssuedTokens) -> VerifiedToken:
    return services.web.verifier.verify(issued.access_token.text)


@pytest.mark.requirement("RT-06")
def test_a_refresh_keeps_user_session_and_a_narrow_scope(services: Services) -> None:
    first = log_in(services, add_user(services), scope="photos:read")

    second = services.sessions.refresh(first.refresh_token, SYSTEM)

    old, new = claims(services, first), claims(services, second)
    assert (new.user_id, new.session_id) == (old.user_id, old.session_id)
    assert new.scopes == {"photos:read"}


@pytest.mark.requirement("RT-06")
def test_a_refresh_token_of_one_session_does_not_work_for_another(services: Services) -> None:
    mine, other = log_in(services, add_user(services)), log_in(services, add_user(services, "jiwoo"))
    secret = mine.refresh_token.partition(".")[2]

    with pytest.raises(SessionEnded):
        services.sessions.refresh(f"{other.session.id}.{secret}", SYSTEM)

    assert services.sessions.find_live(other.session.id) is not None


@pytest.mark.requirement("RT-07")
def test_no_setting_switches_rotation_off() -> None:
    assert not [name for name in setting_names() if "ROTAT" in name]


@pytest.mark.requirement("RL-08")
def test_jumps_of_the_clock_never_lengthen_a_session(services: Services, frozen_clock: FrozenClock) -> None:
    issued = log_in(services, add_user(services))
    end = issued.session.expires_at

    for hours in HOURS:
        frozen_clock.tick(hours=hours)
        issued = services.sessions.refresh(issued.refresh_token, SYSTEM)
        assert issued.session.expires_at == end
        assert issued.session.idle_expires_at <= end
    frozen_clock.tick(seconds=(end - frozen_clock.now()).total_seconds())

    assert services.sessions.find_live(issued.session.id) is None
    with pytest.raises(SessionEnded):
        services.sessions.refresh(issued.refresh_token, SYSTEM)


@pytest.mark.requirement("RL-08")
def test_a_clock_set_back_does_not_make_an_old_refresh_token_good_again(
    services: Services, frozen_clock: FrozenClock
) -> None:
    first = log_in(services, add_user(services))
    frozen_clock.tick(hours=1)
    second = services.sessions.refresh(first.refresh_token, SYSTEM)
    services.sessions.refresh(second.refresh_token, SYSTEM)

    frozen_clock.tick(seconds=-timedelta(hours=1).total_seconds())

    with pytest.raises(SessionEnded):
        services.sessions.refresh(first.refresh_token, SYSTEM)
