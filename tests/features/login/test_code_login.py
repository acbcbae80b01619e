"""What is the same for every kind of code: tests/features/totp/test_login.py has the rest."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from daemun.composition.services import Services
from daemun.features.audit.events import Event, LoginFailed
from daemun.features.lockout.errors import TooManyTries
from daemun.features.login.code_login import CodeLogin
from daemun.features.login.errors import InvalidCredentials
from daemun.features.one_time_tokens.errors import InvalidCode
from daemun.features.sessions.model import Kind
from daemun.origin import Origin
from tests.builders import HOME, add_user, log_in


@dataclass
class Card:
    """One code of one user, good once; without `owner` of anybody."""

    owner: str | None = None
    name: str = "card"
    kinds: tuple[Kind, ...] = (Kind.POSSESSION,)
    codes: list[str] = field(default_factory=lambda: ["right"])

    def find(self, user_id: str, code: str, _origin: Origin) -> Callable[[], bool] | None:
        if code not in self.codes or self.owner not in (None, user_id):
            return None

        def spend() -> bool:
            self.codes.remove(code)
            return True

        return spend


@pytest.fixture
def card_login(services: Services) -> CodeLogin:
    return CodeLogin(Card(), services.login, services.lockout, services.sessions)


def test_what_a_code_proves_is_added(services: Services, card_login: CodeLogin) -> None:
    session = log_in(services, add_user(services)).session

    assert card_login.step_up(session.id, "right", HOME).session.amr == ("pwd", "otp", "mfa")
    with pytest.raises(InvalidCode):
        card_login.step_up(session.id, "right", HOME)


def test_a_wrong_code_is_recorded_by_the_name_of_its_factor(
    services: Services, card_login: CodeLogin, events: list[Event]
) -> None:
    user = add_user(services)
    session = log_in(services, user).session

    with pytest.raises(InvalidCode):
        card_login.step_up(session.id, "wrong", HOME)

    failed = LoginFailed(user_id=user.id, session_id=session.id, factor="card", reason="wrong_code")
    assert failed in events


def test_a_proof_of_somebody_else_steps_nothing_up(services: Services, card_login: CodeLogin) -> None:
    session = log_in(services, add_user(services)).session

    with pytest.raises(InvalidCredentials):
        services.login.step_up(session, card_login.proof_of("somebody else"), HOME)


def test_a_code_of_somebody_else_is_wrong(services: Services) -> None:
    user, other = add_user(services), add_user(services, "jiwoo")
    card_login = CodeLogin(Card(other.id), services.login, services.lockout, services.sessions)

    with pytest.raises(InvalidCode):
        card_login.step_up(log_in(services, user).session.id, "right", HOME)

    stronger = card_login.step_up(log_in(services, other).session.id, "right", HOME)
    assert stronger.session.user_id == other.id


@pytest.mark.requirement("TP-05")
def test_who_is_logged_in_waits_for_no_stranger_at_the_same_address(
    services: Services, card_login: CodeLogin
) -> None:
    session = log_in(services, add_user(services)).session
    for number in range(services.settings.lockout.address_max_users):
        with services.lockout.counted_try(f"stranger-{number}", HOME):
            pass
    with pytest.raises(TooManyTries), services.lockout.counted_try("one more", HOME):
        pass

    assert card_login.step_up(session.id, "right", HOME).session.acr == "aal2"


def test_wrong_codes_in_a_session_end_in_a_wait(services: Services, card_login: CodeLogin) -> None:
    session = log_in(services, add_user(services)).session
    for _ in range(5):
        with pytest.raises(InvalidCode):
            card_login.step_up(session.id, "wrong", HOME)

    with pytest.raises(TooManyTries):
        card_login.step_up(session.id, "right", HOME)
