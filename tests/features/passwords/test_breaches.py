from collections.abc import Mapping
from hashlib import sha1

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import BreachCheckFailed, Event
from daemun.features.passwords.breaches import BreachedPasswords
from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.passwords.rules import PasswordRules
from daemun.features.passwords.settings import PasswordSettings
from daemun.outbound.fetcher import Fetched, Fetcher, FetchFailed
from tests.builders import a_user

STOLEN = "a-quiet-harbour-at-dawn"
DIGEST = sha1(STOLEN.encode(), usedforsecurity=False).hexdigest().upper()
URL = "https://breaches.example/range/"


class RangeService(Fetcher):
    """Answers as such services do, and remembers what it was asked."""

    def __init__(self, *answers: Fetched | FetchFailed) -> None:
        super().__init__()
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str], float]] = []

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 5.0,
        max_bytes: int = 0,
    ) -> Fetched:
        self.asked.append((url, dict(headers or {}), timeout))
        answer = self.answers.pop(0)
        if isinstance(answer, FetchFailed):
            raise answer
        return answer


def an_answer(*lines: str, status: int = 200) -> Fetched:
    return Fetched(status, {}, "\r\n".join(("0" * 35 + ":0", *lines, "F" * 35 + ":7")).encode())


def ask(services: Services, service: RangeService, password: str = STOLEN) -> bool:
    return BreachedPasswords(service, URL, services.audit).has(password)


@pytest.mark.requirement("PW-11")
def test_only_five_digits_leave_the_process_and_the_answer_is_padded(services: Services) -> None:
    service = RangeService(an_answer(f"{DIGEST[5:]}:3"))

    assert ask(services, service)

    ((url, headers, timeout),) = service.asked
    assert url == URL + DIGEST[:5]
    assert headers["Add-Padding"] == "true"
    assert timeout == 1.5
    assert STOLEN not in repr(service.asked)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"{DIGEST[5:]}:1", True),
        (f"{DIGEST[5:].lower()}:12", True),
        (f"{DIGEST[5:]}:0", False),
        (f"{DIGEST[5:]}", False),
        (f"{DIGEST[5:-1]}:9", False),
        ("", False),
    ],
)
def test_a_line_with_the_rest_of_the_digest_and_a_count_finds_it(
    services: Services, line: str, found: bool
) -> None:
    assert ask(services, RangeService(an_answer(line))) is found


@pytest.mark.requirement("PW-11", "RL-03")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (FetchFailed("ReadTimeoutError"), "ReadTimeoutError"),
        (an_answer(f"{DIGEST[5:]}:3", status=503), "status 503"),
        (an_answer(f"{DIGEST[5:]}:3", status=302), "status 302"),
    ],
)
def test_a_service_that_does_not_answer_finds_nothing_and_leaves_an_event(
    services: Services, events: list[Event], answer: Fetched | FetchFailed, reason: str
) -> None:
    assert not ask(services, RangeService(answer))
    assert events == [BreachCheckFailed(reason=reason)]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\0garbage", b":" * 1000, b"\r\n" * 100])
def test_garbage_finds_nothing(services: Services, body: bytes) -> None:
    assert not ask(services, RangeService(Fetched(200, {}, body)))


@pytest.mark.requirement("PW-11")
def test_a_stolen_password_is_refused_and_a_weak_one_is_asked_about_by_nobody(services: Services) -> None:
    service = RangeService(an_answer(f"{DIGEST[5:]}:3"))
    rules = PasswordRules(PasswordSettings(), is_breached=BreachedPasswords(service, URL, services.audit).has)

    with pytest.raises(PasswordTooWeak) as refused:
        rules.check(STOLEN, a_user())
    with pytest.raises(PasswordTooWeak):
        rules.check("short", a_user())

    assert [error.code for error in refused.value.errors] == ["breached"]
    assert len(service.asked) == 1
