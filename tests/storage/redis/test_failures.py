"""A Valkey that cannot be used says in one sentence what to do, and only what passes is tried again."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from redis import Redis

from daemun.problem import StoreMisconfigured, StoreUnavailable
from daemun.settings.reading import SettingsRefused, read_settings
from daemun.storage.open_store import open_store
from daemun.storage.settings import RedisSettings
from daemun.storage.store import Store
from tests.docs.web_process import free_port
from tests.storage.records import NOW
from tests.storage.redis.test_lockout import LIMIT

if TYPE_CHECKING:
    from tests.services.valkey import Valkey

OF_DOCS = "ACL SETUSER that user ~daemun:* +@read +@write +@scripting +@connection"


def _count(store: Store) -> None:
    store.lockout.count_try("kim", LIMIT, now=NOW)


def _open(url: str) -> Store:
    return open_store("sqlite://", redis=RedisSettings(url=SecretStr(url), timeout=5))


def refusal(url: str, use: Callable[[Store], None] = Store.ping) -> StoreUnavailable:
    """What somebody is told who uses it."""
    with closing(_open(url)) as store, pytest.raises(StoreUnavailable) as refused:
        use(store)
    assert "\n" not in str(refused.value)
    return refused.value


def give(admin: Redis, *command: str) -> None:
    admin.execute_command(*command)  # type: ignore[no-untyped-call]


@pytest.fixture
def admin(own_valkey: "Valkey") -> Iterator[Redis]:
    with Redis.from_url(own_valkey.url) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "remedy"),
    [
        ("db=0&username=nobody&password=s3cr3t", "correct both in DAEMUN_REDIS_URL"),
        ("db=99999", "end DAEMUN_REDIS_URL with a smaller one"),
        ("db=0&protocol=9", "leave `protocol` out"),
    ],
)
def test_what_the_address_has_wrong_does_not_pass_by_itself(
    own_valkey: "Valkey", query: str, remedy: str
) -> None:
    told = refusal(f"{own_valkey.url.partition('?')[0]}?{query}")

    assert isinstance(told, StoreMisconfigured)
    assert remedy in str(told)
    assert "s3cr3t" not in str(told)


def test_a_user_without_rights_is_told_which_and_they_are_enough(own_valkey: "Valkey", admin: Redis) -> None:
    give(admin, "ACL", "SETUSER", "daemun", "on", ">x", "+ping")
    url = f"{own_valkey.url}&username=daemun&password=x"

    told = refusal(url, _count)

    assert isinstance(told, StoreMisconfigured)
    assert OF_DOCS in str(told)
    rights = OF_DOCS.removeprefix("ACL SETUSER that user ").split()
    give(admin, "ACL", "SETUSER", "daemun", *rights)
    with closing(_open(url)) as store:
        _count(store)
        store.lockout.forget("kim")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0"), "raise maxmemory"),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE"), "name the primary"),
    ],
)
def test_what_may_pass_is_told_and_tried_again(
    own_valkey: "Valkey", admin: Redis, before: tuple[str, ...], after: tuple[str, ...], reason: str
) -> None:
    give(admin, *before)
    try:
        told = refusal(own_valkey.url, _count)
    finally:
        give(admin, *after)

    assert not isinstance(told, StoreMisconfigured)
    assert reason in str(told)


def test_where_nothing_listens_is_told() -> None:
    assert "nothing listens" in str(refusal(f"redis://127.0.0.1:{free_port()}"))
    assert "No such file" in str(refusal("unix:///nowhere/valkey.sock"))


@contextmanager
def somebody_else() -> Iterator[int]:
    """A server that greets, and is no Valkey."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            caller, _ = listener.accept()
            with caller:
                caller.sendall(b"220 ready\r\n")
                caller.recv(1024)

        thread = Thread(target=greet)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_what_is_no_valkey_is_told() -> None:
    with somebody_else() as port:
        told = refusal(f"redis://127.0.0.1:{port}")

    assert isinstance(told, StoreMisconfigured)
    assert "correct host and port" in str(told)


def test_the_path_of_a_socket_has_three_slashes() -> None:
    with pytest.raises(SettingsRefused, match="three slashes"):
        read_settings({"DAEMUN_REDIS_URL": "unix://run/valkey.sock"})
    read_settings({"DAEMUN_REDIS_URL": "unix://daemun@/run/valkey.sock?db=0"})
