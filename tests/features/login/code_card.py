"""A small second factor for tests: a card of codes, each good once. Built as CONTRIBUTING.md says."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from flask import Blueprint, Flask, Response

from daemun.composition.front import mount
from daemun.composition.services import Services
from daemun.features.audit.events import LoginFailed
from daemun.features.lockout.known_device import KnownDevices
from daemun.features.login.errors import InvalidCredentials
from daemun.features.login.model import FactorRequired, LoggedIn, SecondFactor, TrustedDevices, VerifiedFactor
from daemun.features.login.responses import LoginAnswer, answer_login
from daemun.features.login.service import Login
from daemun.features.passwords.login import PasswordLogin
from daemun.features.passwords.rules import PasswordRules
from daemun.features.registration.service import Registration
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.model import Kind, OpenedSession
from daemun.features.sessions.responses import answer_issued
from daemun.features.users.model import User
from daemun.features.users.settings import Verification
from daemun.http.body import Body, read_body
from daemun.http.caller import present_session_id
from daemun.http.current_user import current_token
from daemun.http.guard import login_required
from daemun.http.operation import Operation, describe
from daemun.http.origin import present_origin
from daemun.http.problem_response import problem_response
from daemun.http.token_response import TokensAnswer
from daemun.origin import Origin
from daemun.problem import Problem
from daemun.randomness import SystemRandomness


class CodeCards:
    """Which codes each user has left. Knows nothing of logging in."""

    name = "code_card"
    kinds = (Kind.POSSESSION,)
    is_spare = False
    resists_phishing = False

    def __init__(self) -> None:
        self._codes: dict[str, set[str]] = {}
        self._lock = Lock()

    def enroll(self, user_id: str, codes: Sequence[str]) -> None:
        self._codes[user_id] = set(codes)

    def is_enrolled(self, user_id: str) -> bool:
        return user_id in self._codes

    def spend(self, user_id: str, code: str) -> bool:
        """True for one of several racers."""
        with self._lock:
            left = self._codes.get(user_id, set())
            is_right = code in left
            left.discard(code)
            return is_right


class CodeCardLogin:
    """Finishes a login, and steps a session up."""

    def __init__(self, cards: CodeCards, services: Services) -> None:
        self._cards = cards
        self._services = services

    def finish(self, attempt: str, code: str, origin: Origin) -> LoggedIn | FactorRequired:
        login, lockout = self._services.login, self._services.lockout
        begun = login.count_try(attempt)
        with lockout.counted_code(
            begun.user_id, self._cards.name, origin, known_device=begun.known_device
        ) as counted:
            factor = self._verify(begun.user_id, code, origin)

            def advance() -> LoggedIn | FactorRequired:
                lockout.take_back(counted)
                return login.advance(factor, origin, attempt=attempt)

            return login.in_batch(advance)

    def step_up(self, session_id: str, code: str, origin: Origin) -> OpenedSession:
        login, lockout = self._services.login, self._services.lockout
        session = self._services.sessions.find_live(session_id)
        if session is None:
            raise SessionEnded
        with lockout.counted_code(
            session.user_id, self._cards.name, origin, known_device=session.id
        ) as counted:
            factor = self._verify(session.user_id, code, origin)

            def step_up() -> OpenedSession:
                lockout.take_back(counted)
                return login.step_up(session, factor, origin)

            return login.in_batch(step_up)

    def _verify(self, user_id: str, code: str, origin: Origin) -> VerifiedFactor:
        if not self._cards.spend(user_id, code):
            self._services.audit.record(
                LoginFailed(user_id=user_id, factor="otp", reason="wrong_code"), origin
            )
            raise InvalidCredentials
        return VerifiedFactor(user_id, ("otp",), frozenset(self._cards.kinds))


class Everybody:
    """Demands one of these factors of every user."""

    def __init__(self, second_factors: Sequence[SecondFactor]) -> None:
        self._second_factors = second_factors

    def resists_phishing(self, _user: User) -> bool:
        return False

    def must_enroll(self, user: User) -> bool:
        return not any(factor.is_enrolled(user.id) for factor in self._second_factors)


class FinishBody(Body):
    login_attempt: str
    code: str


class StepUpBody(Body):
    code: str


def blueprint(cards: CodeCardLogin, login: Login) -> Blueprint:
    routes = Blueprint("code_cards", __name__)

    @routes.post("/login/code-card")
    @describe(Operation(body=FinishBody, answer=LoginAnswer, opens_session=True))
    def finish() -> Response:
        body = read_body(FinishBody)
        return answer_login(login, cards.finish(body.login_attempt, body.code, present_origin()))

    @routes.post("/reauthenticate/code-card")
    @describe(Operation(body=StepUpBody, answer=TokensAnswer, opens_session=True))
    @login_required
    def step_up() -> Response:
        body = read_body(StepUpBody)
        opened = cards.step_up(present_session_id(), body.code, present_origin())
        return answer_issued(login.issue(opened))

    return routes


def with_second_factors(
    services: Services,
    *second_factors: SecondFactor,
    trusted_devices: TrustedDevices | None = None,
    is_demanded: bool = False,
) -> Services:
    """The same installation with these second factors."""
    clock, randomness = services.web.clock, SystemRandomness()
    login = Login(
        services.store.login_attempts,
        services.store.users,
        services.sessions,
        services.lockout,
        KnownDevices(b"k" * 32, randomness),
        services.settings.login,
        services.store.batches,
        services.audit,
        clock,
        randomness,
        credential=services.passwords,
        second_factors=second_factors,
        trusted_devices=trusted_devices,
        demands=Everybody(second_factors) if is_demanded else None,
    )
    password_login = PasswordLogin(
        services.users,
        services.passwords,
        PasswordRules(services.settings.passwords),
        services.hash_gate,
        services.lockout,
        login,
        services.sessions,
        services.audit,
        clock,
    )
    registration = Registration(
        services.users,
        services.passwords,
        services.lockout,
        login,
        services.one_time_tokens,
        services.email_verification,
        services.settings.registration,
        clock,
        SystemRandomness(),
        mode=Verification.OFF,
    )
    return replace(services, login=login, password_login=password_login, registration=registration)


def make_app(services: Services, cards: CodeCards) -> Flask:
    """An application with the card as a factor, over HTTP."""
    app = Flask("cards")
    app.extensions["daemun"] = services
    api = mount(services)
    api.register_blueprint(blueprint(CodeCardLogin(cards, services), services.login))
    app.register_blueprint(api)
    app.register_error_handler(Problem, problem_response)

    @app.get("/vault")
    @login_required(factors="mfa")
    def vault() -> dict[str, object]:
        return {"amr": list(current_token.amr)}

    return app
