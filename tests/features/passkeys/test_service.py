"""Counters that do not grow, keys that are known already, and handles."""

from typing import Any

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, LoginFailed, PasskeyCopySuspected
from daemun.features.factors.errors import FactorNotFound
from daemun.features.passkeys.errors import ChallengeEnded, PasskeyRefused, UnknownPasskey
from daemun.features.passkeys.model import Passkey, Site
from daemun.features.passkeys.service import as_factor
from daemun.features.users.model import User
from daemun.validation import ValidationFailed
from daemun.virtual_passkey import VirtualPasskey
from tests.builders import HOME, add_user
from tests.storage.racing import race

SITE = Site("shop.example", ("https://shop.example",))


@pytest.fixture
def minsu(services: Services) -> User:
    return add_user(services)


def read_new(services: Services, user: User, key: VirtualPasskey, **more: Any) -> Passkey:  # noqa: ANN401
    options = services.passkeys.ask_for_new(user, SITE, session_id="session")
    given = {"user_id": user.id, "session_id": "session", "name": None} | more
    return services.passkeys.read_new(key.create(options), SITE, HOME, **given)


def add(services: Services, user: User, key: VirtualPasskey) -> Passkey:
    passkey = read_new(services, user, key)
    services.passkeys.keep(passkey)
    return passkey


def test_a_passkey_that_is_kept_is_a_factor(services: Services, minsu: User) -> None:
    assert not services.passkeys.is_enrolled(minsu.id)

    passkey = add(services, minsu, VirtualPasskey())

    assert services.passkeys.is_enrolled(minsu.id)
    assert services.passkeys.list_of(minsu.id) == [as_factor(passkey)]
    assert services.factors.list_of(minsu.id) == [as_factor(passkey)]


@pytest.mark.requirement("WA-05")
def test_a_key_that_somebody_has_is_refused_whoever_brings_it(services: Services, minsu: User) -> None:
    key, jiwoo = VirtualPasskey(), add_user(services, "jiwoo")
    passkey = add(services, minsu, key)

    for user in (minsu, jiwoo):
        with pytest.raises(PasskeyRefused):
            add(services, user, key)

    assert services.passkeys.list_of(minsu.id) == [as_factor(passkey)]
    assert services.passkeys.list_of(jiwoo.id) == []


@pytest.mark.requirement("WA-06")
def test_a_handle_is_random_and_never_comes_back(services: Services, minsu: User) -> None:
    passkey = add(services, minsu, VirtualPasskey())
    assert add(services, minsu, VirtualPasskey()).user_handle == passkey.user_handle

    for each in services.passkeys.list_of(minsu.id):
        services.passkeys.remove(minsu.id, each.id)

    assert len(passkey.user_handle) == 64
    assert add(services, minsu, VirtualPasskey()).user_handle != passkey.user_handle


@pytest.mark.requirement("WA-01")
def test_a_wrong_answer_spends_the_challenge(services: Services, minsu: User) -> None:
    key = VirtualPasskey()
    add(services, minsu, key)
    response = key.get(services.passkeys.ask_for_any(SITE))
    wrong = {**response, "response": {**response["response"], "signature": "AAAA"}}

    with pytest.raises(PasskeyRefused):
        services.passkeys.verify_any(wrong, SITE, HOME)
    with pytest.raises(ChallengeEnded):
        services.passkeys.verify_any(response, SITE, HOME)


@pytest.mark.requirement("WA-01")
def test_of_20_parallel_uses_of_one_answer_one_counts(services: Services, minsu: User) -> None:
    key = VirtualPasskey()
    add(services, minsu, key)
    response = key.get(services.passkeys.ask_for_any(SITE))

    def use(_: int) -> bool:
        try:
            services.passkeys.verify_any(response, SITE, HOME)
        except ChallengeEnded:
            return False
        return True

    assert sum(race(20, use)) == 1


@pytest.mark.requirement("WA-08")
def test_a_counter_that_does_not_grow_is_refused_and_recorded(
    services: Services, minsu: User, events: list[Event]
) -> None:
    key = VirtualPasskey(synced=False)
    passkey = add(services, minsu, key)

    def use() -> bool:
        response = key.get(services.passkeys.ask_for_any(SITE))
        return services.passkeys.note_use(services.passkeys.verify_any(response, SITE, HOME), HOME)

    assert use()
    key.sign_count = 0
    assert not use()

    assert events[-1] == PasskeyCopySuspected(user_id=minsu.id, factor_id=passkey.id)
    key.sign_count = 1
    assert use()


def test_where_a_key_is_kept_may_change(services: Services, minsu: User) -> None:
    key = VirtualPasskey()
    add(services, minsu, key)
    key.flags &= ~key.flags.BACKED_UP

    response = key.get(services.passkeys.ask_for_any(SITE))
    assert services.passkeys.note_use(services.passkeys.verify_any(response, SITE, HOME), HOME)

    assert services.passkeys.list_of(minsu.id)[0].details["synced"] is False


def test_failures_are_recorded_and_say_why(services: Services, minsu: User, events: list[Event]) -> None:
    key = VirtualPasskey()
    add(services, minsu, key)
    key.user_handle = "AAAA"

    with pytest.raises(PasskeyRefused):
        services.passkeys.verify_any(key.get(services.passkeys.ask_for_any(SITE)), SITE, HOME)
    assert events[-1] == LoginFailed(user_id=minsu.id, factor="passkey", reason="wrong_passkey")
    key.credential_id = b"unknown"
    with pytest.raises(UnknownPasskey):
        services.passkeys.verify_any(key.get(services.passkeys.ask_for_any(SITE)), SITE, HOME)
    assert events[-1] == LoginFailed(factor="passkey", reason="unknown_passkey")


def test_a_name_turns_no_text_around(services: Services, minsu: User) -> None:
    passkey = read_new(services, minsu, VirtualPasskey(), name="blue\u202ekey")
    services.passkeys.keep(passkey)
    assert passkey.name == "blue key"

    assert services.passkeys.rename(passkey.id, "\u2066red\u2069 key", user_id=minsu.id).name == "red key"

    with pytest.raises(ValidationFailed):
        services.passkeys.rename(passkey.id, "\u202e", user_id=minsu.id)


def test_nobody_removes_or_renames_what_is_not_theirs(services: Services, minsu: User) -> None:
    passkey = add(services, minsu, VirtualPasskey())

    assert services.passkeys.remove("jiwoo", passkey.id) is None
    with pytest.raises(FactorNotFound):
        services.passkeys.rename(passkey.id, "x", user_id="jiwoo")
