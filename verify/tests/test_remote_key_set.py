"""Published keys: kept, refreshed, and never done without."""

import json
import os
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from daemun_verify import InvalidToken, KeysUnavailable, RemoteKeySet, key_set_download
from daemun_verify.remote_key_set import MustWait
from verify.tests.issuer import Clock, Issuer, MakeVerifier, encode, refusal
from verify.tests.key_server import Answer, KeyServer, make_certificate, send, send_json

HOUR = 3600.0
SECRET = {"kty": "oct", "kid": "secret", "alg": "HS256", "k": encode(bytes(place * 7 for place in range(32)))}


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def bad_answers(issuer: Issuer) -> dict[str, Answer]:
    jwk = issuer.jwk
    return {
        "redirect": send(b"", status=302, Location="/keys"),
        "not found": send_json(issuer.jwk_set, status=404),
        "error": send_json(issuer.jwk_set, status=500),
        "no content": send(b"", status=204),
        "garbage": send(b"\xff\xfe<html>"),
        "a list": send_json([jwk]),
        "huge": send(json.dumps(issuer.jwk_set).encode() + b" " * 70_000),
        "cut off": send(json.dumps(issuer.jwk_set).encode()[:-9], length="9999"),
        "deep": send(b'{"keys":' + b"[" * 30_000),
        "named twice": send(b'{"keys":[],"keys":[]}'),
        "empty": send_json({"keys": []}),
        "duplicate kid": send_json({"keys": [jwk, jwk]}),
        "private member": send_json({"keys": [jwk, {**jwk, "kid": "b", "d": "AAAA"}]}),
        "mixed": send_json({"keys": [jwk, SECRET]}),
        "secrets": send_json({"keys": [SECRET]}),
        "too many": send_json({"keys": [{**jwk, "kid": str(number)} for number in range(33)]}),
        "no answer": hang_up,
    }


@pytest.fixture
def keys(key_server: KeyServer, clock: Clock) -> RemoteKeySet:
    return RemoteKeySet(key_server.url, clock=clock)


def settle(keys: RemoteKeySet) -> None:
    """Wait for the download that runs in the background, if one does."""
    running = keys._process().running
    if running is not None:
        assert running.wait(5)


def test_keys_are_fetched_once_and_found(keys: RemoteKeySet, key_server: KeyServer) -> None:
    assert [keys.find("key-1") is not None for _ in range(5)] == [True] * 5
    assert key_server.paths == ["/keys?set=1"]


@pytest.mark.requirement("JK-06")
def test_keys_come_over_tls(tmp_path: Path, issuer: Issuer) -> None:
    certificate = make_certificate(tmp_path)
    with KeyServer(certificate) as server:
        server.answer = send_json(issuer.jwk_set)

        assert RemoteKeySet(server.url, tls=ssl.create_default_context(cafile=certificate)).find("key-1")
        with pytest.raises(KeysUnavailable):
            RemoteKeySet(server.url).find("key-1")


@pytest.mark.requirement("JK-06")
def test_tls_without_a_certificate_check_is_refused() -> None:
    unchecked = ssl.create_default_context()
    unchecked.check_hostname = False
    with pytest.raises(ValueError, match="certificate"):
        RemoteKeySet("https://login.example/keys", tls=unchecked)
    with pytest.raises(ValueError, match="https"):
        RemoteKeySet("http://login.example/keys")


@pytest.mark.requirement("JK-06", "JK-08")
def test_without_a_good_set_no_bad_one_is_taken(key_server: KeyServer, issuer: Issuer, clock: Clock) -> None:
    for answer in bad_answers(issuer).values():
        key_server.answer = answer
        with pytest.raises(KeysUnavailable):
            RemoteKeySet(key_server.url, clock=clock).find("key-1")


@pytest.mark.requirement("JK-08")
def test_a_bad_set_does_not_replace_the_last_good_one(
    key_server: KeyServer, issuer: Issuer, clock: Clock
) -> None:
    for name, answer in bad_answers(issuer).items():
        key_server.answer = send_json(issuer.jwk_set)
        keys = RemoteKeySet(key_server.url, clock=clock)
        good = keys.find("key-1")
        key_server.answer = answer

        clock.now += 290
        assert keys.find("key-1") == good, name
        settle(keys)
        clock.now += 23 * HOUR
        assert keys.find("key-1") == good, name
        settle(keys)


@pytest.mark.requirement("JK-08")
def test_a_server_that_does_not_answer_in_time_leaves_the_last_good_set(
    keys: RemoteKeySet, key_server: KeyServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keys.find("key-1")
    monkeypatch.setattr(key_set_download, "READ_SECONDS", 0.2)
    is_over = threading.Event()

    def answer(_: BaseHTTPRequestHandler) -> None:
        is_over.wait(5)

    key_server.answer = answer

    clock.now += HOUR
    assert keys.find("key-1")
    is_over.set()


@pytest.mark.requirement("JK-08")
def test_after_a_day_of_failures_nothing_is_accepted(
    make_verifier: MakeVerifier, keys: RemoteKeySet, key_server: KeyServer, issuer: Issuer, clock: Clock
) -> None:
    end = clock.now + 90_000
    verifier, token = make_verifier(keys=keys), issuer.mint(exp=end)
    assert verifier.verify(token).user_id == "user-1"
    key_server.answer = send(b"", status=500)

    clock.now += 24 * HOUR - 1
    assert verifier.verify(token).user_id == "user-1"
    clock.now += 1
    assert refusal(verifier, token) == "keys_unavailable"
    assert refusal(verifier, issuer.mint(jti="other", exp=end)) == "keys_unavailable"


def test_a_server_that_comes_back_is_asked_again_soon_but_not_at_once(
    keys: RemoteKeySet, key_server: KeyServer, clock: Clock
) -> None:
    good = key_server.answer
    key_server.answer = send(b"", status=500)
    for _ in range(5):
        with pytest.raises(KeysUnavailable):
            keys.find("key-1")
    assert len(key_server.paths) == 1

    key_server.answer = good
    clock.now += 10

    assert keys.find("key-1")
    assert len(key_server.paths) == 2


@pytest.mark.requirement("JK-07")
def test_a_thousand_unknown_keys_cause_one_download_in_thirty_seconds(
    make_verifier: MakeVerifier, keys: RemoteKeySet, key_server: KeyServer, issuer: Issuer, clock: Clock
) -> None:
    verifier = make_verifier(keys=keys)
    tokens = [issuer.mint(header={"kid": f"unknown-{number}"}) for number in range(1000)]

    assert {refusal(verifier, token) for token in tokens} == {"unknown_key"}
    assert len(key_server.paths) == 1

    clock.now += 29.9
    assert refusal(verifier, tokens[0]) == "unknown_key"
    assert len(key_server.paths) == 1
    clock.now += 0.1
    assert {refusal(verifier, token) for token in tokens} == {"unknown_key"}
    assert len(key_server.paths) == 2


@pytest.mark.requirement("JK-07")
def test_unknown_keys_asked_for_by_many_threads_cause_one_download(
    keys: RemoteKeySet, key_server: KeyServer
) -> None:
    assert keys.find("key-1")
    barrier = threading.Barrier(16)

    def ask(number: int) -> object:
        barrier.wait()
        return [keys.find(f"unknown-{number}-{turn}") for turn in range(20)]

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, range(16))) == [[None] * 20] * 16
    assert len(key_server.paths) == 2


@pytest.mark.requirement("JK-07")
def test_many_threads_share_the_first_download(
    keys: RemoteKeySet, key_server: KeyServer, issuer: Issuer
) -> None:
    may_answer = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        may_answer.wait(5)
        send_json(issuer.jwk_set)(handler)

    key_server.answer = answer
    barrier = threading.Barrier(17)

    def ask(_: int) -> bool:
        barrier.wait()
        return keys.find("key-1") is not None

    with ThreadPoolExecutor(16) as pool:
        answers = pool.map(ask, range(16))
        barrier.wait()
        may_answer.set()
        assert list(answers) == [True] * 16
    assert len(key_server.paths) == 1


def test_a_new_key_is_found_as_soon_as_a_token_names_it(
    keys: RemoteKeySet, key_server: KeyServer, issuer: Issuer
) -> None:
    assert keys.find("key-1")
    key_server.answer = send_json({"keys": [issuer.jwk, Issuer("key-2").jwk]})

    assert keys.find("key-2") is not None


def test_a_set_is_refreshed_behind_the_scenes_before_it_is_old(
    keys: RemoteKeySet, key_server: KeyServer, clock: Clock
) -> None:
    assert keys.find("key-1")
    may_answer = threading.Event()
    new = send_json(Issuer("key-2").jwk_set)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        may_answer.wait(5)
        new(handler)

    key_server.answer = answer
    clock.now += 239.9
    assert keys.find("key-1")
    assert len(key_server.paths) == 1
    clock.now += 0.1
    start = time.monotonic()
    assert [keys.find("key-1") is not None for _ in range(50)] == [True] * 50
    assert time.monotonic() - start < 1

    may_answer.set()
    settle(keys)

    assert keys.find("key-2") is not None
    assert keys.find("key-1") is None
    assert len(key_server.paths) <= 3


def test_after_a_long_rest_a_withdrawn_key_is_not_used_once_more(
    make_verifier: MakeVerifier, keys: RemoteKeySet, key_server: KeyServer, issuer: Issuer, clock: Clock
) -> None:
    verifier, token = make_verifier(keys=keys), issuer.mint(exp=clock.now + HOUR)
    verifier.verify(token)
    key_server.answer = send_json(Issuer("key-2").jwk_set)

    clock.now += 300

    assert refusal(verifier, token) == "unknown_key"


@pytest.mark.parametrize(("max_age", "lifetime"), [("60", 60), ("0", 30), ("86400", 300)])
def test_a_shorter_time_that_the_server_names_is_kept(
    keys: RemoteKeySet, key_server: KeyServer, issuer: Issuer, clock: Clock, max_age: str, lifetime: float
) -> None:
    key_server.answer = send_json(issuer.jwk_set, Cache_Control=f"max-age={max_age}")
    assert keys.find("key-1")

    clock.now += lifetime * 0.8 - 0.1
    assert keys.find("key-1")
    assert len(key_server.paths) == 1
    clock.now += 0.2
    assert keys.find("key-1")
    settle(keys)
    assert len(key_server.paths) == 2


def test_who_must_not_wait_is_told_so(keys: RemoteKeySet, clock: Clock) -> None:
    with pytest.raises(MustWait):
        keys.find_at_once("key-1")
    keys.find("key-1")

    assert keys.find_at_once("key-1") is not None
    clock.now += 250
    assert keys.find_at_once("key-1") is not None
    settle(keys)
    clock.now += HOUR
    with pytest.raises(MustWait):
        keys.find_at_once("key-1")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_after_a_fork_the_child_fetches_for_itself(
    keys: RemoteKeySet, key_server: KeyServer, clock: Clock
) -> None:
    assert keys.find("key-1")
    was_asked, may_answer = threading.Event(), threading.Event()
    new = send_json(Issuer("key-2").jwk_set)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if not was_asked.is_set():
            was_asked.set()
            may_answer.wait(5)
        new(handler)

    key_server.answer = answer
    clock.now += 250
    keys.find("key-1")
    assert was_asked.wait(5)

    child = os.fork()
    if child == 0:
        # The download that runs in the parent has no thread here: waiting for it would find nothing.
        clock.now += HOUR
        os._exit(0 if keys.find("key-2") is not None else 1)
    _, status = os.waitpid(child, 0)
    may_answer.set()

    assert status == 0


def test_a_need_that_another_thread_has_just_met_starts_nothing(
    keys: RemoteKeySet, key_server: KeyServer
) -> None:
    assert keys.find("key-1")

    assert keys._start_download("key-1") is None
    assert len(key_server.paths) == 1


def test_when_no_thread_can_be_started_the_keys_are_unavailable(
    keys: RemoteKeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)

    with pytest.raises(InvalidToken, match="keys"):
        keys.find("key-1")


@pytest.mark.requirement("JW-09")
def test_the_name_of_a_key_never_reaches_the_address(
    make_verifier: MakeVerifier, key_server: KeyServer, issuer: Issuer
) -> None:
    verifier = make_verifier(keys=key_server.url)

    for key_id in ("../../etc/passwd", "http://evil.example", "key?x=1", "%2e%2e"):
        assert refusal(verifier, issuer.mint(header={"kid": key_id})) == "unknown_key"

    assert set(key_server.paths) == {"/keys?set=1"}
