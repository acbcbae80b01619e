from collections.abc import Callable
from datetime import timedelta

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, LoginFactorRequired, UserLoggedIn
from daemun.features.login.errors import InvalidCredentials, LoginAttemptEnded
from daemun.features.login.model import FactorRequired, LoggedIn, LoginRequest, VerifiedFactor
from daemun.features.login.service import Login
from daemun.features.users.model import User
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user
from tests.features.login.enrolled import KINDS, EnrolledFactor, ResistPhishing
from tests.storage.racing import race

Advance = Callable[..., LoggedIn | FactorRequired]


@pytest.fixture
def advance(login: Login, user: User) -> Advance:
    def prove(
        amr: str, *, attempt: str | None = None, of: User = user, scope: str = ""
    ) -> LoggedIn | FactorRequired:
        with login.batch():
            factor = VerifiedFactor(of.id, (amr,), KINDS[amr])
            return login.advance(factor, HOME, attempt=attempt, request=LoginRequest(scope=scope))

    return prove


def begin(advance: Advance, **options: object) -> str:
    outcome = advance("pwd", **options)
    assert isinstance(outcome, FactorRequired)
    return outcome.attempt


def logged_in(outcome: LoggedIn | FactorRequired) -> LoggedIn:
    assert isinstance(outcome, LoggedIn)
    return outcome


def test_without_second_factors_one_is_enough(advance: Advance, user: User, events: list[Event]) -> None:
    tokens = logged_in(advance("pwd", scope="read"))

    assert (tokens.user.id, tokens.session.amr, tokens.session.scope) == (user.id, ("pwd",), "read")
    assert events[-1] == UserLoggedIn(user_id=user.id, session_id=tokens.session.id, amr=("pwd",))


def test_an_enrolled_factor_is_asked_for_and_no_session_is_opened(
    services: Services,
    advance: Advance,
    user: User,
    otp: EnrolledFactor,
    hwk: EnrolledFactor,
    events: list[Event],
) -> None:
    otp.users.add(user.id)
    hwk.users.add(user.id)

    outcome = advance("pwd")

    assert isinstance(outcome, FactorRequired)
    assert outcome.factors == ("otp", "hwk")
    assert services.sessions.list_live(user.id) == []
    assert events[-1] == LoginFactorRequired(user_id=user.id, factors=("otp", "hwk"))


def test_the_second_factor_completes_the_login_that_was_begun(
    advance: Advance, user: User, otp: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    attempt = begin(advance, scope="read")

    tokens = logged_in(advance("otp", attempt=attempt, scope="everything"))

    assert (tokens.session.amr, tokens.session.scope) == (("pwd", "otp", "mfa"), "read")


def test_a_factor_that_is_not_the_missing_one_does_not_complete_it(
    advance: Advance, user: User, otp: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    first = begin(advance)

    second = begin(advance, attempt=first)

    assert second != first
    with pytest.raises(LoginAttemptEnded):
        advance("otp", attempt=first)
    logged_in(advance("otp", attempt=second))


def test_a_strong_factor_alone_completes_a_login(advance: Advance, user: User, hwk: EnrolledFactor) -> None:
    hwk.users.add(user.id)

    assert logged_in(advance("hwk")).session.amr == ("hwk", "mfa")


def test_a_factor_that_was_removed_meanwhile_is_no_longer_missing(
    advance: Advance, user: User, otp: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    begin(advance)
    otp.users.clear()

    logged_in(advance("pwd"))


def test_an_attempt_is_spent_once(advance: Advance, user: User, otp: EnrolledFactor) -> None:
    otp.users.add(user.id)
    attempt = begin(advance)
    advance("otp", attempt=attempt)

    with pytest.raises(LoginAttemptEnded):
        advance("otp", attempt=attempt)


def test_of_24_racers_with_one_attempt_exactly_one_logs_in(
    services: Services, advance: Advance, user: User, otp: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    attempt = begin(advance)

    def complete(_: int) -> bool:
        try:
            advance("otp", attempt=attempt)
        except LoginAttemptEnded:
            return False
        return True

    assert race(24, complete).count(True) == 1
    assert len(services.sessions.list_live(user.id)) == 1


@pytest.mark.parametrize(
    ("milliseconds", "is_in_time"), [(299_999, True), (300_000, False), (-3_600_000, True)]
)
def test_the_second_factor_may_take_five_minutes(
    advance: Advance,
    user: User,
    otp: EnrolledFactor,
    frozen_clock: FrozenClock,
    milliseconds: int,
    is_in_time: bool,
) -> None:
    otp.users.add(user.id)
    attempt = begin(advance)
    frozen_clock.tick(milliseconds=milliseconds)

    if is_in_time:
        logged_in(advance("otp", attempt=attempt))
    else:
        with pytest.raises(LoginAttemptEnded):
            advance("otp", attempt=attempt)


def test_the_factor_of_somebody_else_neither_completes_nor_spends_an_attempt(
    services: Services, advance: Advance, user: User, otp: EnrolledFactor
) -> None:
    other = add_user(services, "jiwoo")
    otp.users |= {user.id, other.id}
    attempt = begin(advance)

    with pytest.raises(LoginAttemptEnded):
        advance("otp", attempt=attempt, of=other)
    assert logged_in(advance("otp", attempt=attempt)).user.id == user.id


@pytest.mark.parametrize("attempt", ["", "nothing", "\0", "가", "=", "A" * 43, "A" * 10_000])
def test_text_that_is_no_attempt_completes_nothing(advance: Advance, login: Login, attempt: str) -> None:
    with pytest.raises(LoginAttemptEnded):
        advance("otp", attempt=attempt)
    with pytest.raises(LoginAttemptEnded):
        login.find_attempt(attempt)


def test_an_attempt_can_be_looked_at_without_spending_it(
    advance: Advance, login: Login, user: User, otp: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    attempt = begin(advance)

    found = [login.find_attempt(attempt) for _ in range(2)]

    assert [(each.user_id, each.proven) for each in found] == [(user.id, ("pwd",))] * 2
    assert attempt.encode() not in found[0].digest


@pytest.mark.requirement("SE-05")
@pytest.mark.parametrize("end", ["lock", "delete"])
def test_a_user_who_is_locked_or_deleted_between_two_factors_does_not_get_in(
    services: Services, advance: Advance, user: User, otp: EnrolledFactor, end: str
) -> None:
    otp.users.add(user.id)
    attempt = begin(advance)
    {"lock": services.users.lock, "delete": services.users.delete}[end](user.id)

    with pytest.raises(InvalidCredentials):
        advance("otp", attempt=attempt)
    assert services.sessions.list_live(user.id) == []


def test_a_refused_login_leaves_an_attempt_as_it_was(
    services: Services, advance: Advance, user: User, otp: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    attempt = begin(advance)
    services.users.lock(user.id)
    with pytest.raises(InvalidCredentials):
        advance("otp", attempt=attempt)
    services.users.unlock(user.id)

    logged_in(advance("otp", attempt=attempt))


@pytest.mark.requirement("MF-02")
@pytest.mark.parametrize("demands", [ResistPhishing()], ids=["phishing is resisted"])
def test_who_must_resist_phishing_gets_in_by_a_key_and_by_no_code(
    advance: Advance, user: User, otp: EnrolledFactor, hwk: EnrolledFactor
) -> None:
    otp.users.add(user.id)
    hwk.users.add(user.id)
    asked = advance("pwd")
    assert isinstance(asked, FactorRequired)
    assert asked.factors == ("hwk",)

    still = advance("otp", attempt=asked.attempt)

    assert isinstance(still, FactorRequired)
    assert still.factors == ("hwk",)
    assert logged_in(advance("hwk", attempt=still.attempt)).session.amr == ("pwd", "otp", "hwk", "mfa")


@pytest.mark.parametrize("demands", [ResistPhishing()], ids=["phishing is resisted"])
def test_before_there_is_a_key_a_code_will_do(advance: Advance, user: User, otp: EnrolledFactor) -> None:
    otp.users.add(user.id)

    assert logged_in(advance("otp", attempt=begin(advance))).session.amr == ("pwd", "otp", "mfa")


def test_an_account_whose_time_is_over_lets_nobody_in(
    services: Services, advance: Advance, user: User, frozen_clock: FrozenClock
) -> None:
    now, day = frozen_clock.now(), timedelta(days=1)
    services.store.account_deletions.ask(user.id, now=now, due_at=now + day)
    frozen_clock.tick(seconds=day.total_seconds() - 1)
    logged_in(advance("pwd"))

    frozen_clock.tick(seconds=1)

    with pytest.raises(InvalidCredentials):
        advance("pwd")


def test_a_login_forgives_the_wrong_tries_of_its_browser(
    login: Login, services: Services, user: User
) -> None:
    request = LoginRequest(device=login.mark_device(user.id))
    device = login.recognize_device(request, user.id)
    assert device is not None

    for _ in range(3):
        for _ in range(services.settings.lockout.known_device_max_failures - 1):
            with services.lockout.counted_try(user.id, HOME, known_device=device):
                pass
        with login.batch():
            logged_in(login.advance(VerifiedFactor(user.id, ("pwd",), KINDS["pwd"]), HOME, request=request))
