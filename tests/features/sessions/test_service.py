from dataclasses import replace

import pytest

from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import (
    Event,
    RefreshTokenReused,
    SessionRefreshed,
    SessionsRevoked,
    TryRefused,
)
from daemun.features.lockout.errors import TooManyTries
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import IssuedTokens, OpenedSession, Session
from daemun.features.sessions.refresh_token import RefreshTokens, read_refresh_token
from daemun.features.users.model import User
from daemun.storage.open_store import open_store
from daemun.storage.store import Store
from daemun.testing import FrozenClock
from daemun_verify import VerifiedToken
from tests.builders import HOME, SECRET_KEY, add_user, an_installation, log_in


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)


@pytest.fixture
def tokens(services: Services, user: User) -> IssuedTokens:
    return log_in(services, user)


def verified(services: Services, tokens: IssuedTokens) -> VerifiedToken:
    return services.web.verifier.verify(tokens.access_token.text)


def refresh(services: Services, presented: str | IssuedTokens) -> IssuedTokens:
    text = presented if isinstance(presented, str) else presented.refresh_token
    return services.sessions.refresh(text, HOME)


def is_live(services: Services, tokens: IssuedTokens) -> bool:
    return services.sessions.find_live(tokens.session.id) is not None


@pytest.mark.requirement("SE-01")
def test_opening_gives_tokens_and_stores_only_a_digest(services: Services, tokens: IssuedTokens) -> None:
    session = services.sessions.find_live(tokens.session.id)
    presented = read_refresh_token(tokens.refresh_token)

    assert session == tokens.session
    assert presented is not None
    assert len(presented.family) == 32
    assert presented.family not in session.family_digest
    assert tokens.refresh_expires_in == 14 * 86_400
    assert verified(services, tokens).session_id == session.id


@pytest.mark.requirement("SE-02")
def test_every_login_is_a_session_with_a_secret_of_its_own(services: Services, user: User) -> None:
    opened = [log_in(services, user) for _ in range(20)]

    assert len({each.session.id for each in opened}) == 20
    assert len({each.session.family_digest for each in opened}) == 20


@pytest.mark.requirement("RT-01")
def test_each_refresh_gives_a_new_token_and_the_used_one_is_dead(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    first = refresh(services, tokens)
    frozen_clock.tick(seconds=10)
    second = refresh(services, first)

    assert len({each.refresh_token for each in (tokens, first, second)}) == 3
    assert [event for event in events if isinstance(event, SessionRefreshed)] == [
        SessionRefreshed(user_id=tokens.user.id, session_id=tokens.session.id, generation=generation)
        for generation in (1, 2)
    ]
    with pytest.raises(SessionEnded):
        refresh(services, tokens)


@pytest.mark.requirement("RT-02")
def test_a_reused_token_ends_the_session_and_raises_an_alarm(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    living = refresh(services, refresh(services, tokens))
    frozen_clock.tick(seconds=10)

    with pytest.raises(SessionEnded):
        refresh(services, tokens)

    with pytest.raises(SessionEnded):
        refresh(services, living)
    session_id, user_id = tokens.session.id, tokens.user.id
    assert events[-2:] == [
        RefreshTokenReused(user_id=user_id, session_id=session_id, presented_generation=0, generation=2),
        SessionsRevoked(user_id=user_id, session_ids=(session_id,), reason="refresh_token_reused"),
    ]


@pytest.mark.requirement("RT-03", "RT-10")
def test_within_the_grace_a_second_caller_gets_the_same_successor(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    first = refresh(services, tokens)
    frozen_clock.tick(seconds=9, milliseconds=999)
    second = refresh(services, tokens)

    assert first.refresh_token == second.refresh_token
    assert refresh(services, second).session.generation == 2


@pytest.mark.requirement("RT-04")
def test_the_grace_ends_when_the_successor_was_used(services: Services, tokens: IssuedTokens) -> None:
    refresh(services, refresh(services, tokens))

    with pytest.raises(SessionEnded):
        refresh(services, tokens)
    assert not is_live(services, tokens)


@pytest.mark.requirement("RT-04")
def test_strict_settings_have_no_grace(store: Store, frozen_clock: FrozenClock) -> None:
    services = an_installation(store, frozen_clock, sessions_refresh_grace=0)
    tokens = log_in(services, add_user(services))
    refresh(services, tokens)

    with pytest.raises(SessionEnded):
        refresh(services, tokens)
    assert not is_live(services, tokens)


@pytest.mark.requirement("RT-05", "SE-03")
def test_a_session_lives_as_long_as_it_is_used_and_30_days_at_most(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    for _ in range(2):
        frozen_clock.tick(days=13, hours=23)
        tokens = refresh(services, tokens)
    assert tokens.refresh_expires_in == 2 * 86_400 + 2 * 3600
    frozen_clock.tick(days=2, hours=1, minutes=59, seconds=59)
    tokens = refresh(services, tokens)
    assert tokens.refresh_expires_in == 1

    frozen_clock.tick(seconds=1)
    with pytest.raises(SessionEnded):
        refresh(services, tokens)


@pytest.mark.requirement("RT-05", "SE-03", "KR-08")
def test_a_session_that_is_not_used_for_14_days_ends(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    frozen_clock.tick(days=14)

    with pytest.raises(SessionEnded):
        refresh(services, tokens)
    assert services.sessions.list_live(tokens.user.id) == []


def test_the_31st_refresh_within_a_minute_waits_and_ends_nothing(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock, events: list[Event]
) -> None:
    for _ in range(30):
        tokens = refresh(services, tokens)

    with pytest.raises(TooManyTries) as refused:
        refresh(services, tokens)
    assert refused.value.params["retry_after"] == 60
    assert events[-1] == TryRefused(user_id=tokens.user.id, session_id=tokens.session.id, limit="refresh")
    frozen_clock.tick(seconds=58, milliseconds=999)
    with pytest.raises(TooManyTries) as refused:
        refresh(services, tokens)
    assert refused.value.params["retry_after"] == 2
    frozen_clock.tick(seconds=1, milliseconds=1)
    assert refresh(services, tokens).session.generation == 31


def test_a_refreshed_access_token_has_the_roles_of_today(services: Services, tokens: IssuedTokens) -> None:
    services.roles.grant(tokens.user.id, "editor")
    with_role = refresh(services, tokens)
    services.roles.revoke(tokens.user.id, "editor")
    without_role = refresh(services, with_role)

    assert verified(services, tokens).roles == ()
    assert verified(services, with_role).roles == ("editor",)
    assert verified(services, without_role).roles == ()


@pytest.mark.requirement("MF-04")
def test_a_refresh_never_raises_how_and_when_the_person_was_authenticated(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    frozen_clock.tick(hours=1)
    before, after = tokens.session, refresh(services, tokens)

    token = verified(services, after)
    assert token.auth_time == before.authenticated_at
    assert (token.amr, token.acr) == (("pwd",), "aal1")


@pytest.mark.parametrize("text", ["", "nothing", "a.b", "\0", "가.나", "x" * 10_000])
def test_what_is_no_token_opens_and_ends_nothing(services: Services, tokens: IssuedTokens, text: str) -> None:
    with pytest.raises(SessionEnded):
        refresh(services, text)
    assert not services.sessions.log_out_by_refresh_token(text, HOME)
    assert is_live(services, tokens)


def test_a_forged_token_ends_nothing(services: Services, tokens: IssuedTokens, user: User) -> None:
    other = log_in(services, user)
    forged = tokens.session.id + other.refresh_token[other.refresh_token.index(".") :]
    refresh(services, tokens)

    with pytest.raises(SessionEnded):
        refresh(services, forged)
    assert is_live(services, tokens)
    assert is_live(services, other)


def test_after_the_database_was_set_back_a_newer_token_is_refused_and_ends_nothing(
    services: Services, tokens: IssuedTokens
) -> None:
    presented = read_refresh_token(tokens.refresh_token)
    assert presented is not None
    from_the_future = RefreshTokens(SECRET_KEY.derive("refresh tokens")).write(
        tokens.session.id, presented.family, 5
    )

    with pytest.raises(SessionEnded):
        refresh(services, from_the_future)
    assert is_live(services, tokens)


def test_a_token_of_another_installation_opens_nothing(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    elsewhere = open_store("sqlite://")
    other = an_installation(elsewhere, frozen_clock)
    other.store.users.add(tokens.user)
    other.store.sessions.add(replace(tokens.session, family_digest=b"\1" * 32))

    with pytest.raises(SessionEnded):
        refresh(other, tokens)
    elsewhere.close()


def renew(services: Services, tokens: IssuedTokens) -> OpenedSession:
    return services.sessions.renew(tokens.session, tokens.user, proven=tokens.session.proven, scope="")


@pytest.mark.requirement("SE-02")
def test_a_renewed_session_has_a_new_secret_and_a_new_time_of_authentication(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    now = frozen_clock.tick(minutes=20)
    with services.login.batch():
        renewed = services.sessions.issue(renew(services, tokens))

    assert verified(services, renewed).auth_time == now
    assert renewed.session.id == tokens.session.id
    assert renewed.session.family_digest != tokens.session.family_digest
    with pytest.raises(SessionEnded):
        refresh(services, tokens)
    assert refresh(services, renewed).session.generation == 2


def test_a_session_that_changed_meanwhile_is_not_renewed(services: Services, tokens: IssuedTokens) -> None:
    refresh(services, tokens)

    with pytest.raises(SessionEnded), services.login.batch():
        renew(services, tokens)


@pytest.mark.requirement("SE-07")
def test_a_user_lists_live_sessions_newest_first(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    opened = []
    for _ in range(3):
        opened.append(log_in(services, user).session.id)
        frozen_clock.tick(seconds=1)
    services.sessions.revoke(opened[1], user_id=user.id, reason="ended_by_user")

    listed = [session.id for session in services.sessions.list_live(user.id)]

    assert listed == [opened[2], opened[0]]


@pytest.mark.requirement("SE-07")
def test_a_session_is_ended_by_its_owner_only_and_once(
    services: Services, tokens: IssuedTokens, events: list[Event]
) -> None:
    session_id, owner = tokens.session.id, tokens.user.id

    outcomes = [
        services.sessions.revoke(session_id, user_id="somebody-else", reason="ended_by_user"),
        services.sessions.revoke(session_id, user_id=owner, reason="ended_by_user"),
        services.sessions.revoke(session_id, user_id=owner, reason="ended_by_user"),
        services.sessions.revoke("no such session", user_id=owner, reason="ended_by_user"),
    ]

    assert outcomes == [False, True, False, False]
    assert [event for event in events if isinstance(event, SessionsRevoked)] == [
        SessionsRevoked(user_id=owner, session_ids=(session_id,), reason="ended_by_user")
    ]


@pytest.mark.requirement("SE-07")
def test_all_other_sessions_are_ended_and_those_of_other_people_are_not(
    services: Services, user: User, events: list[Event]
) -> None:
    kept, first, second = (log_in(services, user) for _ in range(3))
    stranger = log_in(services, add_user(services, "jiwoo"))

    assert services.sessions.revoke_others(user.id, keep=kept.session.id, origin=HOME) == 2

    assert [is_live(services, each) for each in (kept, stranger, first, second)] == [True, True, False, False]
    [told] = [event for event in events if isinstance(event, SessionsRevoked)]
    assert (told.user_id, told.reason) == (user.id, "ended_by_user")
    assert set(told.session_ids) == {first.session.id, second.session.id}


def test_whoever_is_locked_gets_no_tokens_even_if_the_session_is_still_there(
    services: Services, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    # Stopped between the lock and the end of the sessions.
    services.store.users.lock(tokens.user.id, now=frozen_clock.now())

    with pytest.raises(SessionEnded):
        refresh(services, tokens)
    assert is_live(services, tokens)


def test_an_access_token_names_its_user(services: Services, tokens: IssuedTokens) -> None:
    assert verified(services, tokens).username == tokens.user.username
    assert verified(services, refresh(services, tokens)).username == tokens.user.username


def test_the_device_of_a_session_is_kept_in_short(services: Services, user: User) -> None:
    origin = replace(HOME, user_agent="B" * 10_000)
    tokens = services.sessions.open_for(user, origin=origin)

    found = services.sessions.find_live(tokens.session.id)
    assert found is not None
    assert (found.user_agent, found.address) == ("B" * 256, HOME.address)


def test_the_claims_of_the_application_are_asked_for_anew_at_each_refresh(
    store: Store, frozen_clock: FrozenClock
) -> None:
    customization = Customization(
        claims=lambda user, session: {"turn": session.generation, "called": user.username}
    )
    services = an_installation(store, frozen_clock, customization=customization)
    tokens = log_in(services, add_user(services))

    assert verified(services, tokens).claims["turn"] == 0
    assert verified(services, refresh(services, tokens)).claims["turn"] == 1


def test_claims_that_fail_at_a_refresh_leave_the_session_as_it_was(
    store: Store, frozen_clock: FrozenClock
) -> None:
    def claims(_user: User, session: Session) -> dict[str, object]:
        return {"turn": 1 // (1 - session.generation)}

    services = an_installation(store, frozen_clock, customization=Customization(claims=claims))
    tokens = log_in(services, add_user(services))

    with pytest.raises(ZeroDivisionError):
        refresh(services, tokens)

    assert services.sessions.find_live(tokens.session.id) == tokens.session


def test_who_was_let_in_goes_on_with_the_roles_of_today_until_the_session_ends(
    services: Services, user: User, tokens: IssuedTokens, frozen_clock: FrozenClock
) -> None:
    services.roles.grant(user.id, "editor")
    frozen_clock.tick(minutes=11)

    token = services.web.verifier.verify(services.sessions.reissue(tokens.session.id, HOME))

    assert (token.session_id, token.roles) == (tokens.session.id, ("editor",))
    # The refresh token is still the one that it was.
    assert refresh(services, tokens).session.id == tokens.session.id
    services.users.lock(user.id)
    with pytest.raises(SessionEnded):
        services.sessions.reissue(tokens.session.id, HOME)
