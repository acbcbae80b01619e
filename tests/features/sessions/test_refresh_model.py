"""Refreshes, lost answers, thieves, step-ups and moving clocks in any order, against a small model."""

from contextlib import closing

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from daemun.composition.services import Services
from daemun.features.audit.events import RefreshTokenReused
from daemun.features.sessions.errors import SessionEnded
from daemun.features.sessions.policy import proven_by
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from tests.builders import HOME, add_user, an_installation, log_in

GRACE_SECONDS = 10


class RefreshModel(RuleBasedStateMachine):
    """At most two texts open anything: the living token, and the one that it was given for."""

    tokens = Bundle("tokens")

    @initialize(target=tokens)
    def log_in(self) -> str:
        self.clock = FrozenClock()
        self.events: list[object] = []
        self.store = open_store("sqlite://")
        self.services: Services = an_installation(
            self.store, self.clock, publish=self.events.append, sessions_refreshes_per_minute=10**6
        )
        opened = log_in(self.services, add_user(self.services))
        self.session_id = opened.session.id
        self.living, self.predecessor = opened.refresh_token, ""
        self.given_at = self.clock.now()
        self.overtaken = ""
        """The living one just before it."""
        self.issued = {self.living}
        self.has_ended = False
        return self.living

    @rule(target=tokens, token=tokens)
    def present(self, token: str) -> str:
        """The owner, another tab, a thief or a second thief: nobody can tell."""
        if self.has_ended or (token == self.overtaken and self._is_in_grace()):
            self._expect_refused(token)
        elif token == self.living:
            self.predecessor, self.living = token, self._expect_new(token)
        elif token == self.predecessor and self._is_in_grace():
            assert self._refresh(token) == self.living
        elif token == self.predecessor:
            self.living = self._expect_new(token)
        else:
            self._expect_refused(token)
            self.has_ended = True
        return self.living

    @rule(target=tokens)
    def step_up(self) -> object:
        session = self.services.sessions.find_live(self.session_id)
        if session is None:
            return multiple()
        with self.services.login.batch():
            user = self.services.users.find(session.user_id)
            assert user is not None
            proven = proven_by(("pwd", "otp"))
            renewed = self.services.sessions.issue(
                self.services.sessions.renew(session, user, proven=proven, scope="")
            )
        self.overtaken, self.given_at = self.living, self.clock.now()
        self.issued.add(renewed.refresh_token)
        self.living, self.predecessor = renewed.refresh_token, ""
        return self.living

    @rule(token=tokens, place=st.integers(30, 110))
    def forge(self, token: str, place: int) -> None:
        flipped = "A" if token[place] != "A" else "B"
        self._expect_refused(f"{token[:place]}{flipped}{token[place + 1 :]}")

    @rule(seconds=st.sampled_from([1, 9, 10, 3600, -5, -10, -3600]))
    def wait(self, seconds: int) -> None:
        self.clock.tick(seconds=seconds)

    @invariant()
    def it_lives_until_a_dead_token_came_and_then_there_is_one_alarm(self) -> None:
        assert (self.services.sessions.find_live(self.session_id) is None) == self.has_ended
        alarms = [event for event in self.events if isinstance(event, RefreshTokenReused)]
        assert len(alarms) == self.has_ended

    def teardown(self) -> None:
        with closing(self.store):
            if not self.has_ended:
                assert self._refresh(self.living)

    def _is_in_grace(self) -> bool:
        return abs((self.clock.now() - self.given_at).total_seconds()) < GRACE_SECONDS

    def _refresh(self, token: str) -> str:
        return self.services.sessions.refresh(token, HOME).refresh_token

    def _expect_new(self, token: str) -> str:
        given = self._refresh(token)
        assert given not in self.issued
        self.issued.add(given)
        self.given_at, self.overtaken = self.clock.now(), ""
        return given

    def _expect_refused(self, token: str) -> None:
        with pytest.raises(SessionEnded):
            self._refresh(token)


@pytest.mark.requirement("RT-12", "RT-01", "RT-02", "RT-03", "RT-04")
class TestRefreshModel(RefreshModel.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(
        max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
