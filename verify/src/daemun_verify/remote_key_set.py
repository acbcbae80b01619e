"""The published keys of an issuer: fetched, cached, and refreshed in the background."""

import http.client
import logging
import os
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from daemun_verify.errors import KeysUnavailable
from daemun_verify.key_set import index_keys, read_jwk_set
from daemun_verify.key_set_download import CONNECT_SECONDS, READ_SECONDS, download, read_address
from daemun_verify.strict_json import read_json_object
from daemun_verify.verification_key import HMAC_ALGORITHMS, VerificationKey

_LOG = logging.getLogger(__name__)

_LIFETIME = 300.0
_MIN_LIFETIME = 30.0
_STALE_LIFETIME = 24 * 3600.0
_UNKNOWN_KEY_INTERVAL = 30.0
_RETRY_INTERVAL = 10.0
# The background refresh starts after this fraction of the lifetime.
_REFRESH_AT = 0.8
_MAX_WAIT = CONNECT_SECONDS + READ_SECONDS + 1.0


class MustWait(Exception):
    """The call needs a download, but the caller did not want to wait."""


class _Need(Enum):
    """What is needed before a key can be returned."""

    NOTHING = "nothing"
    REFRESH_BEHIND = "refresh_behind"
    REFRESH_FIRST = "refresh_first"


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The last good key set, when it was fetched, and how long it is fresh; in seconds of the clock."""

    keys: Mapping[str, VerificationKey]
    fetched_at: float
    lifetime: float


@dataclass(slots=True)
class _Process:
    """State of a single process: neither a held lock nor a thread survives a fork."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    running: threading.Event | None = None
    """Set when the current download ends; None if none is running."""


class RemoteKeySet:
    """The key set at an https address (RFC 7517 section 5). Safe in threads and after a fork.

    Cached for 5 minutes or a shorter `max-age` (at least 30 seconds), and refreshed in the background shortly
    before. While downloads fail, the last good set is used for 24 hours; after that, or without one, `find`
    raises `KeysUnavailable`. Unknown keys cause at most one download per 30 seconds. `clock` returns
    monotonic seconds.
    """

    def __init__(
        self, url: str, *, tls: ssl.SSLContext | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = read_address(url)
        self._tls = tls or ssl.create_default_context()
        if self._tls.verify_mode is not ssl.CERT_REQUIRED or not self._tls.check_hostname:
            raise ValueError("a key set is only as good as the certificate check of its server")
        self._clock = clock
        self._snapshot: _Snapshot | None = None
        self._failed_at: float | None = None
        self._looked_for_unknown_at: float | None = None
        self._processes: dict[int, _Process] = {}

    def find(self, key_id: str) -> VerificationKey | None:
        """Return the key with this id, or None; if necessary, waits for a download, at most 9 seconds."""
        need = self._need(key_id)
        if need is not _Need.NOTHING:
            running = self._start_download(key_id)
            if running is not None and need is _Need.REFRESH_FIRST:
                running.wait(_MAX_WAIT)
        return self._answer(key_id)

    def find_at_once(self, key_id: str) -> VerificationKey | None:
        """Like `find`, but raise `MustWait` instead of waiting."""
        need = self._need(key_id)
        if need is _Need.REFRESH_FIRST:
            raise MustWait
        if need is _Need.REFRESH_BEHIND:
            self._start_download(key_id)
        return self._answer(key_id)

    def _answer(self, key_id: str) -> VerificationKey | None:
        snapshot = self._usable_snapshot(self._clock())
        if snapshot is None:
            raise KeysUnavailable
        return snapshot.keys.get(key_id)

    def _usable_snapshot(self, now: float) -> _Snapshot | None:
        snapshot = self._snapshot
        return None if snapshot is None or now >= snapshot.fetched_at + _STALE_LIFETIME else snapshot

    def _need(self, key_id: str) -> _Need:
        now = self._clock()
        snapshot = self._usable_snapshot(now)
        if snapshot is None:
            return _Need.REFRESH_FIRST if self._is_running() or self._may_retry(now) else _Need.NOTHING
        if key_id not in snapshot.keys and (self._is_running() or self._may_look_for_unknown(now)):
            return _Need.REFRESH_FIRST
        age = now - snapshot.fetched_at
        if age < snapshot.lifetime * _REFRESH_AT or not self._may_retry(now):
            return _Need.NOTHING
        # Stale without a failed download: the set was not used for a while, and a key may have been
        # withdrawn.
        if age >= snapshot.lifetime and self._failed_at is None:
            return _Need.REFRESH_FIRST
        return _Need.REFRESH_BEHIND

    def _may_retry(self, now: float) -> bool:
        return self._failed_at is None or now >= self._failed_at + _RETRY_INTERVAL

    def _may_look_for_unknown(self, now: float) -> bool:
        looked_at = self._looked_for_unknown_at
        return looked_at is None or now >= looked_at + _UNKNOWN_KEY_INTERVAL

    def _is_running(self) -> bool:
        return self._process().running is not None

    def _process(self) -> _Process:
        return self._processes.setdefault(os.getpid(), _Process())

    def _start_download(self, key_id: str) -> threading.Event | None:
        """Join the current download, or start one; None if another thread has just satisfied the need."""
        process = self._process()
        with process.lock:
            if process.running is not None:
                return process.running
            if self._need(key_id) is _Need.NOTHING:
                return None
            if self._snapshot is None or key_id not in self._snapshot.keys:
                self._looked_for_unknown_at = self._clock()
            ended = threading.Event()
            try:
                threading.Thread(
                    target=self._download,
                    args=(process, ended, key_id),
                    name="daemun-verify-keys",
                    daemon=True,
                ).start()
            except RuntimeError:  # The interpreter shuts down, or has no threads left.
                self._failed_at = self._clock()
                return None
            process.running = ended
            return ended

    def _download(self, process: _Process, ended: threading.Event, key_id: str) -> None:
        snapshot = None
        try:
            snapshot = self._fetch()
        except (OSError, http.client.HTTPException, ValueError) as failure:
            _LOG.warning("the key set could not be fetched: %s: %s", type(failure).__name__, failure)
        finally:
            with process.lock:
                self._failed_at = self._clock() if snapshot is None else None
                if snapshot is not None:
                    self._snapshot = snapshot
                    # The key exists: the next unknown one may be looked up without delay.
                    if key_id in snapshot.keys:
                        self._looked_for_unknown_at = None
                process.running = None
            ended.set()

    def _fetch(self) -> _Snapshot:
        asked_at = self._clock()
        downloaded = download(self._address, tls=self._tls)
        keys = index_keys(read_jwk_set(read_json_object(downloaded.body)))
        if any(key.algorithm in HMAC_ALGORITHMS for key in keys.values()):
            raise ValueError("a secret in a published key set")
        max_age = _LIFETIME if downloaded.max_age is None else downloaded.max_age
        return _Snapshot(keys, asked_at, min(_LIFETIME, max(_MIN_LIFETIME, max_age)))
