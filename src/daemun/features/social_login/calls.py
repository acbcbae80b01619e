"""ProviderCalls: requests to one provider. While it fails, it is not called for a time."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar
from urllib.parse import urlencode

from daemun.clock import Clock
from daemun.features.social_login.errors import ProviderUnavailable
from daemun.outbound.fetcher import Fetched, Fetcher, FetchFailed
from daemun_verify.strict_json import read_json_object

_MAX_FAILURES: Final = 3
"""In a row."""
_REST: Final = timedelta(seconds=10)
_HEADERS: Final = {"Accept": "application/json", "User-Agent": "daemun"}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
T = TypeVar("T")


class ProviderCalls:
    """Calls with a JSON object as the response."""

    def __init__(self, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._failures = 0
        self._rests_until: datetime | None = None

    def get(self, url: str, *, token: str | None = None) -> dict[str, object]:
        """Get a JSON object, with a bearer token. Raises ProviderUnavailable for any other response."""
        return self._get(url, token, _read)

    def get_list(self, url: str, *, token: str) -> list[object]:
        """Get a JSON array. Raises as `get`."""
        return self._get(url, token, _read_list)

    def _get(self, url: str, token: str | None, read: Callable[[Fetched], T]) -> T:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}

        def get() -> T:
            answer = self._fetcher.get(url, headers={**_HEADERS, **headers})
            if answer.status != 200:
                raise FetchFailed(f"status {answer.status}")
            return read(answer)

        return self._call(get)

    def post(
        self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, object]]:
        """Post a form; return status and JSON object, also of a refusal. Raises ProviderUnavailable."""

        def post() -> tuple[int, dict[str, object]]:
            sent = {**_HEADERS, **FORM, **(headers or {})}
            answer = self._fetcher.post(url, urlencode(form).encode(), headers=sent)
            if answer.status != 200 and not 400 <= answer.status < 500:
                raise FetchFailed(f"status {answer.status}")
            return answer.status, _read(answer)

        return self._call(post)

    def send(
        self, method: str, url: str, body: bytes, *, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, object]]:
        """Send a request whose result is the status; a JSON object, if there is one, may say why.

        Raises ProviderUnavailable.
        """

        def send() -> tuple[int, dict[str, object]]:
            answer = self._fetcher.send(method, url, body, headers={**_HEADERS, **headers})
            if answer.status >= 500:
                raise FetchFailed(f"status {answer.status}")
            try:
                return answer.status, _read(answer)
            except FetchFailed:
                return answer.status, {}

        return self._call(send)

    def _call(self, call: Callable[[], T]) -> T:
        if self._rests_until is not None and self._clock.now() < self._rests_until:
            raise ProviderUnavailable("it failed a moment ago")
        try:
            found = call()
        except FetchFailed as failed:
            self._failures += 1
            if self._failures >= _MAX_FAILURES:
                # The first call after the pause is a try: if it fails, the pause starts again.
                self._rests_until = self._clock.now() + _REST
            raise ProviderUnavailable(str(failed)) from None
        self._failures = 0
        return found


def _read_list(answer: Fetched) -> list[object]:
    # Use the same strict reader, which only reads objects.
    found = _read(Fetched(answer.status, answer.headers, b'{"list":' + answer.body + b"}"))
    listed = found.get("list")
    if found.keys() != {"list"} or not isinstance(listed, list):
        raise FetchFailed("no JSON array")
    return listed


def _read(answer: Fetched) -> dict[str, object]:
    try:
        return read_json_object(answer.body)
    except (ValueError, RecursionError):
        raise FetchFailed("no JSON object") from None
