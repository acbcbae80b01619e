from collections.abc import Callable
from datetime import timedelta

import pytest

from daemun.composition.compose import compose
from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import Event, SigningKeyAdded, SigningKeyRemoved
from daemun.features.users.model import User
from daemun.randomness import SystemRandomness
from daemun.secret_key import SecretKey, SecretKeyRefused
from daemun.storage.store import Store
from daemun.testing import START, FrozenClock
from daemun_verify import InvalidToken, Verifier
from tests.builders import HOME, SECRET_KEY, add_user, an_installation, log_in
from tests.storage.racing import race

YEAR = timedelta(days=365)


@pytest.fixture
def other(store: Store, frozen_clock: FrozenClock) -> Services:
    """A second process of the same installation."""
    return an_installation(store, frozen_clock)


@pytest.fixture
def user(services: Services) -> User:
    return add_user(services)


def is_accepted(services: Services, token: str) -> bool:
    try:
        services.web.verifier.verify(token)
    except InvalidToken:
        return False
    return True


def sign(services: Services, user: User) -> str:
    return log_in(services, user).access_token.text


@pytest.mark.requirement("JK-04")
@pytest.mark.timeout(60)
def test_over_a_year_no_token_of_two_processes_is_invalid_at_any_second_of_its_life(
    services: Services, other: Services, user: User, frozen_clock: FrozenClock
) -> None:
    signing_keys = set()
    while frozen_clock.now() < START + YEAR:
        tokens = [sign(services, user), sign(other, user)]
        # A foreign service that fetched the published set five minutes ago.
        remote = Verifier(
            issuer="urn:daemun",
            audience="urn:daemun",
            keys={"keys": services.keys.published_jwks()},
            leeway=timedelta(0),
            clock=lambda: frozen_clock.now().timestamp(),
        )
        frozen_clock.tick(minutes=5)
        tokens.append(sign(other, user))
        frozen_clock.tick(minutes=4, seconds=59, milliseconds=999)

        for token in tokens:
            assert is_accepted(services, token)
            assert is_accepted(other, token)
            assert remote.verify(token).user_id == user.id
        signing_keys.add(services.keys.signing_key()[0].number)
        assert services.keys.signing_key()[0] == other.keys.signing_key()[0]
        frozen_clock.tick(hours=5, minutes=50, milliseconds=1)

    assert signing_keys == {1, 2, 3, 4, 5}


def test_of_many_processes_that_start_at_once_one_makes_the_first_key(
    store: Store, frozen_clock: FrozenClock
) -> None:
    processes = [an_installation(store, frozen_clock) for _ in range(12)]

    race(12, lambda number: processes[number].keys.keep_current())

    assert len(store.signing_keys.list_keys()) == 1
    assert len({process.keys.signing_key()[0].id for process in processes}) == 1


def test_a_process_that_slept_for_a_year_finds_the_keys_of_the_others(
    services: Services, other: Services, user: User, frozen_clock: FrozenClock
) -> None:
    sign(services, user)
    for _ in range(400):
        frozen_clock.tick(days=1)
        sign(other, user)

    assert is_accepted(services, sign(other, user))
    assert is_accepted(other, sign(services, user))


def test_a_process_that_has_just_started_knows_the_keys_of_the_others(
    services: Services, other: Services, user: User
) -> None:
    assert is_accepted(other, sign(services, user))


def test_the_first_key_signs_at_once_and_is_told(
    services: Services, events: list[Event], frozen_clock: FrozenClock
) -> None:
    services.keys.keep_current()

    [key] = services.keys.list_keys()
    assert key.signs_from == frozen_clock.now()
    assert events == [SigningKeyAdded(key_id=key.id)]


def test_without_a_key_nothing_is_signed(services: Services) -> None:
    with pytest.raises(LookupError):
        services.keys.signing_key()


def test_the_first_token_of_an_installation_is_good_in_a_process_that_has_just_looked_for_keys(
    services: Services, other: Services, user: User
) -> None:
    other.keys.reload()

    assert is_accepted(other, sign(services, user))


def test_an_unknown_key_reads_the_store_once_a_second_at_most(
    services: Services, other: Services, user: User, frozen_clock: FrozenClock
) -> None:
    sign(services, user)
    services.keys.reload()
    other.keys.rotate_now(remove=True)
    token = sign(other, user)

    assert not is_accepted(services, token)
    frozen_clock.tick(seconds=1)
    assert is_accepted(services, token)


@pytest.mark.requirement("JK-05")
def test_after_an_emergency_every_older_token_is_refused_and_refreshing_goes_on(
    services: Services, user: User, events: list[Event], frozen_clock: FrozenClock
) -> None:
    before = log_in(services, user)
    old_key = services.keys.signing_key()[0]

    made = services.keys.rotate_now(remove=True)

    assert made.signs_from == frozen_clock.now()
    assert not is_accepted(services, before.access_token.text)
    assert [jwk["kid"] for jwk in services.keys.published_jwks()] == [made.id]
    refreshed = services.sessions.refresh(before.refresh_token, HOME)
    assert is_accepted(services, refreshed.access_token.text)
    assert SigningKeyRemoved(key_id=old_key.id) in events
    assert SigningKeyAdded(key_id=made.id) in events


@pytest.mark.requirement("JK-05")
def test_a_removed_key_has_no_private_half_any_more(services: Services, store: Store, user: User) -> None:
    sign(services, user)
    services.keys.rotate_now(remove=True)

    removed, _ = store.signing_keys.list_keys()

    assert removed.removed_at is not None
    assert not removed.sealed_private_key


def test_a_rotation_now_signs_when_every_process_knows_the_key_and_leaves_older_tokens_good(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    token = sign(services, user)
    before = services.keys.signing_key()[0]
    made = services.keys.rotate_now(remove=False)
    assert services.keys.list_keys() == [before, made]

    frozen_clock.tick(seconds=1, milliseconds=999)
    assert services.keys.signing_key()[0].id == before.id
    frozen_clock.tick(milliseconds=1)
    assert services.keys.signing_key()[0].id == made.id
    assert is_accepted(services, token)
    assert is_accepted(services, sign(services, user))
    assert len(services.keys.published_jwks()) == 2


@pytest.mark.requirement("JK-04")
def test_a_planned_rotation_never_signs_what_a_verifier_with_the_oldest_key_set_refuses(
    services: Services, other: Services, user: User, frozen_clock: FrozenClock
) -> None:
    def fetch() -> Verifier:
        return Verifier(
            issuer="urn:daemun",
            audience="urn:daemun",
            keys={"keys": other.keys.published_jwks()},
            clock=lambda: frozen_clock.now().timestamp(),
        )

    sign(services, user)
    other.keys.reload()
    made = services.keys.rotate()

    # The other process publishes its copy, which is a minute old; a verifier keeps that for five minutes.
    for _ in range(3):
        frozen_clock.tick(seconds=59, milliseconds=999)
        kept = fetch()
        for _ in range(30):
            frozen_clock.tick(seconds=10)
            assert kept.verify(sign(services, user)).user_id == user.id

    assert services.keys.signing_key()[0] == made


def test_a_planned_rotation_overtakes_a_key_that_was_made_for_tomorrow(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    sign(services, user)
    frozen_clock.tick(days=89)
    sign(services, user)

    made = services.keys.rotate()
    frozen_clock.tick(minutes=6)

    assert [each.state for each in services.keys.list_dates()] == ["published", "next", "signing"]
    frozen_clock.tick(days=1)
    assert services.keys.signing_key()[0] == made


def test_the_first_key_of_a_planned_rotation_signs_at_once(
    services: Services, frozen_clock: FrozenClock
) -> None:
    assert services.keys.rotate().signs_from == frozen_clock.now()


def test_each_key_says_where_it_is_on_its_way(
    services: Services, user: User, frozen_clock: FrozenClock
) -> None:
    sign(services, user)
    made = services.keys.rotate()

    first, second = services.keys.list_dates()
    assert (first.state, first.published_until) == ("signing", made.signs_from + timedelta(days=1))
    assert (second.state, second.published_until) == ("next", None)

    frozen_clock.tick(minutes=6)
    assert [each.state for each in services.keys.list_dates()] == ["published", "signing"]
    frozen_clock.tick(days=1)
    assert [each.state for each in services.keys.list_dates()] == ["retired", "signing"]
    services.keys.rotate_now(remove=True)
    assert [each.state for each in services.keys.list_dates()] == ["removed", "removed", "signing"]


class Meanwhile:
    """A generator that takes so long, once, that something else happens first."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self._happens: Callable[[], object] | None = happens

    def token(self, n_bytes: int) -> bytes:
        happens, self._happens = self._happens, None
        if happens is not None:
            happens()
        return SystemRandomness().token(n_bytes)


def test_of_two_rotations_at_the_same_moment_the_second_is_told_to_try_again(
    services: Services, store: Store, frozen_clock: FrozenClock
) -> None:
    services.keys.keep_current()
    slow = compose(
        services.settings,
        store,
        SECRET_KEY,
        frozen_clock,
        Meanwhile(lambda: services.keys.rotate_now(remove=False)),
        customization=Customization(),
        publish=lambda event: None,
    )

    with pytest.raises(RuntimeError, match=r"^another process made a key at the same moment; try again$"):
        slow.keys.rotate_now(remove=True)

    assert [(key.number, key.removed_at) for key in services.keys.list_keys()] == [(1, None), (2, None)]
    assert slow.keys.rotate_now(remove=False).number == 3


def test_other_processes_follow_an_emergency_with_their_next_reading(
    services: Services, other: Services, user: User
) -> None:
    token = sign(other, user)
    services.keys.rotate_now(remove=True)

    other.keys.reload()

    assert not is_accepted(other, token)
    assert is_accepted(other, sign(other, user))
    assert is_accepted(services, sign(other, user))


@pytest.mark.requirement("JK-02", "JK-03")
@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_the_published_set_has_public_members_only(
    store: Store, frozen_clock: FrozenClock, algorithm: str
) -> None:
    services = an_installation(store, frozen_clock, tokens_algorithm=algorithm)
    services.keys.keep_current()
    services.keys.rotate_now(remove=False)

    published = services.keys.published_jwks()

    assert len({jwk["kid"] for jwk in published}) == 2
    for jwk in published:
        assert (jwk["alg"], jwk["use"]) == (algorithm, "sig")
        assert set(jwk) <= {"kty", "crv", "x", "y", "n", "e", "kid", "alg", "use"}


@pytest.mark.requirement("JK-09")
def test_private_keys_are_not_readable_in_the_database(services: Services, store: Store, user: User) -> None:
    sign(services, user)
    (key,) = store.signing_keys.list_keys()
    der = b"\x06\x07*\x86H\xce=\x02\x01"  # the name of elliptic curve keys in PKCS #8

    assert der not in key.sealed_private_key
    assert key.id not in repr(key.sealed_private_key)


def test_keys_of_another_secret_key_are_listed_as_unopenable(
    services: Services, store: Store, frozen_clock: FrozenClock
) -> None:
    services.keys.keep_current()
    [key] = services.keys.list_keys()
    stranger = compose(
        services.settings,
        store,
        SecretKey(bytes(32)),
        frozen_clock,
        SystemRandomness(),
        customization=Customization(),
        publish=lambda event: None,
    )

    assert services.keys.list_unopenable() == []
    assert stranger.keys.list_unopenable() == [key]
    services.keys.check_secret_key()
    with pytest.raises(SecretKeyRefused, match="sealed with another secret key"):
        stranger.keys.check_secret_key()


def test_a_start_without_keys_has_the_right_secret_key(services: Services) -> None:
    services.keys.check_secret_key()

    assert not services.keys.list_keys()
