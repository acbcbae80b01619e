"""Sessions: open, refresh, list, revoke."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import assert_never

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import RefreshTokenReused, SessionRefreshed, SessionsRevoked, TryRefused
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.lockout.errors import TooManyTries
from daemun.features.roles.service import Roles
from daemun.features.sessions import policy
from daemun.features.sessions.errors import SessionEnded, SessionOvertaken
from daemun.features.sessions.model import IssuedTokens, OpenedSession, Proven, Session
from daemun.features.sessions.policy import Presented
from daemun.features.sessions.refresh_token import (
    FAMILY_BYTES,
    RefreshToken,
    RefreshTokens,
    digest_family,
    is_of_family,
    read_refresh_token,
)
from daemun.features.sessions.revocations import Revocations
from daemun.features.sessions.settings import SessionSettings
from daemun.features.sessions.store import SessionStore
from daemun.features.tokens.service import Tokens, read_extra
from daemun.features.users.model import User, require_id, require_user
from daemun.origin import Origin
from daemun.randomness import Randomness, random_id
from daemun.scope import Restriction, restriction_of

ExtraClaims = Callable[[User, Session], Mapping[str, object]]
"""The application's `claims=`: extra claims for the access tokens of a session."""

_MAX_USER_AGENT = 256
_REPLACED = "replaced"


class Sessions:
    """Sessions, each a login on a device, from opening to end."""

    def __init__(
        self,
        store: SessionStore,
        roles: Roles,
        tokens: Tokens,
        refresh_tokens: RefreshTokens,
        revocations: Revocations,
        settings: SessionSettings,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        extra_claims: ExtraClaims,
        must_enroll: Callable[[User], bool] = lambda _user: False,
        must_log_in_anew: Callable[[User, Proven], bool] = lambda _user, _proven: False,
    ) -> None:
        """must_enroll: whether this user lacks a required second factor.
        must_log_in_anew: whether this user has it, but a session that proved this much did not use it.
        """
        self._store = store
        self._roles = roles
        self._tokens = tokens
        self._refresh_tokens = refresh_tokens
        self._revocations = revocations
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness
        self._extra_claims = extra_claims
        self._must_enroll = must_enroll
        self._must_log_in_anew = must_log_in_anew

    def get_ready(self) -> None:
        """Make sure there is a signing key, which opening a session needs and a batch must not make."""
        self._tokens.get_ready()

    def open(
        self, user: User, *, proven: Proven, scope: str, origin: Origin, remember: bool = False
    ) -> OpenedSession:
        """Open a session for a user who has just proven enough, in the caller's batch."""
        now = self._clock.now()
        family = self._randomness.token(FAMILY_BYTES)
        session = Session(
            id=random_id(self._randomness),
            user_id=user.id,
            family_digest=digest_family(family),
            generation=0,
            created_at=now,
            authenticated_at=now,
            amr=proven.amr,
            scope=scope,
            refreshed_at=now,
            minute_started_at=now,
            refreshes_in_minute=0,
            idle_expires_at=now + min(self._settings.idle_lifetime, self._settings.absolute_lifetime),
            expires_at=now + self._settings.absolute_lifetime,
            address=origin.address,
            user_agent=origin.user_agent[:_MAX_USER_AGENT],
            kinds=proven.kinds,
            acr=proven.acr,
            remember=remember,
            factor_proven_at=now if proven.has_factor else None,
        )
        written = self._store.add(session)
        return self._opened(user, session, family, written.roles)

    def open_for(
        self,
        user: User,
        *,
        amr: tuple[str, ...] = ("pwd",),
        scope: str = "",
        remember: bool = False,
        origin: Origin = SYSTEM,
    ) -> IssuedTokens:
        """Open a session for a user whom the application itself has verified, and issue its tokens.

        amr: how, in RFC 8176 values such as `pwd`, `otp`; two kinds count as more than one factor.
        """
        require_user(user)
        self.get_ready()
        return self.issue(
            self._batches.in_batch(
                lambda: self.open(
                    user, proven=policy.proven_by(amr), scope=scope, remember=remember, origin=origin
                )
            )
        )

    def issue(self, opened: OpenedSession) -> IssuedTokens:
        """Sign the tokens of an open session; no I/O."""
        user, session = opened.user, opened.session
        access_token = self._tokens.issue_access_token(
            user.id,
            session.id,
            username=user.username,
            roles=opened.roles,
            scope=session.scope,
            authenticated_at=session.authenticated_at,
            factor_proven_at=session.factor_proven_at,
            amr=session.amr,
            acr=session.acr,
            extra=opened.claims,
        )
        return IssuedTokens(
            user=user,
            session=session,
            access_token=access_token,
            refresh_token=self._refresh_tokens.write(session.id, opened.family, session.generation),
            refresh_expires_in=ceil((session.idle_expires_at - self._clock.now()).total_seconds()),
        )

    def reissue(self, session_id: str, origin: Origin) -> str:
        """Issue another access token to a connection of this session. Raises SessionEnded."""
        self.get_ready()
        session, user = self._find_able(session_id, origin)
        roles = self._roles.list_roles(user.id)
        return self.issue(self._opened(user, session, b"", roles)).access_token.text

    def refresh(self, presented: str, origin: Origin) -> IssuedTokens:
        """Exchange a refresh token for its successor and a new access token with the current roles.

        Of N parallel calls with one token one writes, and all get the same successor within the grace window.
        Later, a token whose successor was never used gets another successor, and the first one is dead. If
        stopped half-way, a retry continues. Raises SessionOvertaken, SessionEnded, TooManyTries.
        """
        token = read_refresh_token(presented)
        if token is None:
            raise SessionEnded
        self.get_ready()
        while True:
            session, user = self._find_able(token.session_id, origin, token)
            now = self._clock.now()
            match self._judge(token, session, now):
                case Presented.CURRENT:
                    exchanged = policy.rotate(session, now, self._settings)
                case Presented.LOST:
                    exchanged = policy.replace_lost(session, now, self._settings)
                case Presented.REPEATED:
                    roles = self._roles.list_roles(user.id)
                    return self.issue(self._opened(user, session, token.family, roles))
                case Presented.REUSED:
                    self._end_reused(token, session, origin)
                    raise SessionEnded
                case Presented.OVERTAKEN:
                    raise SessionOvertaken
                case Presented.AHEAD:
                    raise SessionEnded
                case other:
                    assert_never(other)
            opened = self._exchange(user, session, exchanged, token.family, origin)
            if opened is not None:
                return self.issue(opened)
            # Another call was first, so the token's meaning has changed.

    def renew(
        self, session: Session, user: User, *, proven: Proven, scope: str, is_factor_proven: bool = False
    ) -> OpenedSession:
        """Give a session a new secret and a new authentication time; its old refresh tokens become invalid.
        In the caller's batch, which holds the user.

        is_factor_proven: whether a second factor was just proven.
        Raises SessionEnded if another request renewed, rotated or ended it meanwhile.
        """
        now = self._clock.now()
        family = self._randomness.token(FAMILY_BYTES)
        renewed = replace(
            policy.rotate(session, now, self._settings),
            family_digest=digest_family(family),
            authenticated_at=now,
            amr=proven.amr,
            kinds=proven.kinds,
            acr=proven.acr,
            scope=scope,
            factor_proven_at=now if is_factor_proven else session.factor_proven_at,
        )
        written = self._store.renew(session, renewed)
        if written is None:
            raise SessionEnded
        return self._opened(user, renewed, family, written.roles)

    def find_live(self, session_id: str) -> Session | None:
        """The session, if it has not ended. One read."""
        session = self._store.find(session_id)
        return session if session is not None and session.is_live(self._clock.now()) else None

    def require_live(self, session_id: str) -> Session:
        """As `find_live`. Raises SessionEnded."""
        session = self.find_live(session_id)
        if session is None:
            raise SessionEnded
        return session

    def list_live(self, user_id: str) -> Sequence[Session]:
        """The user's live sessions, newest first."""
        require_id(user_id)
        return self._store.list_live(user_id, now=self._clock.now())

    def revoke(self, session_id: str, *, user_id: str, reason: str, origin: Origin = SYSTEM) -> bool:
        """End one session of this user; False if there is no such live session."""
        session = self.find_live(session_id)
        if session is None or session.user_id != user_id:
            return False
        end = self._store.replace if reason == _REPLACED else self._store.revoke

        def revoke() -> bool:
            revoked = end(session_id, now=self._clock.now())
            if revoked:
                self._tell_revoked(user_id, (session_id,), reason, origin)
            return revoked

        return self._batches.in_batch(revoke)

    def log_out_by_refresh_token(self, presented: str, origin: Origin) -> bool:
        """End the session of a refresh token, with an alarm if the token is dead; False: never issued."""
        token = read_refresh_token(presented)
        session = self._store.find(token.session_id) if token is not None else None
        if token is None or session is None or not self._refresh_tokens.was_issued(token, session):
            return False
        now = self._clock.now()
        if not session.is_live(now):
            return True
        if self._judge(token, session, now) is Presented.REUSED:
            self._end_reused(token, session, origin)
        else:
            self.revoke(session.id, user_id=session.user_id, reason="logout", origin=origin)
        return True

    def log_out_by_access_token(self, presented: str, origin: Origin, *, replaced_by: str = "") -> bool:
        """End the session of an access token, even an expired one; False: not ours, or `replaced_by`."""
        subject = self._tokens.find_subject(presented)
        if subject is None or subject.session_id == replaced_by:
            return False
        reason = _REPLACED if replaced_by else "logout"
        self.revoke(subject.session_id, user_id=subject.user_id, reason=reason, origin=origin)
        return True

    def revoke_others(self, user_id: str, *, keep: str, origin: Origin) -> int:
        """End every session of this user but one; return how many."""
        return self._batches.in_batch(
            lambda: self.revoke_all(user_id, reason="ended_by_user", origin=origin, except_id=keep)
        )

    def revoke_all(
        self, user_id: str, *, reason: str, origin: Origin = SYSTEM, except_id: str | None = None
    ) -> int:
        """End every session of this user, in the caller's batch; return how many."""
        ended = self._store.revoke_all(user_id, now=self._clock.now(), except_id=except_id)
        if ended:
            self._tell_revoked(user_id, ended, reason, origin)
        return len(ended)

    def revoke_opened_by(
        self, user_id: str, instant: datetime, *, reason: str, origin: Origin = SYSTEM
    ) -> int:
        """End the sessions of this user opened by then, in the caller's batch; return how many."""
        now = self._clock.now()
        ended = tuple(
            each.id
            for each in self._store.list_live(user_id, now=now)
            if each.created_at <= instant and self._store.revoke(each.id, now=now)
        )
        if ended:
            self._tell_revoked(user_id, ended, reason, origin)
        return len(ended)

    def _find_able(
        self, session_id: str, origin: Origin, token: RefreshToken | None = None
    ) -> tuple[Session, User]:
        """A live session that may continue, and its user. token: must have been issued for it.

        Raises SessionEnded, also if less was proven than is now required.
        """
        now = self._clock.now()
        if (found := self._store.find_owned(session_id, now=now)) is None:
            raise SessionEnded
        session, user = found
        # A forged token must not end a session, or anyone who learns its id could end it.
        is_forged = token is not None and not self._refresh_tokens.was_issued(token, session)
        if is_forged or user.is_locked:
            raise SessionEnded
        if not session.is_live(now):
            raise SessionOvertaken if policy.was_just_replaced(session, now, self._settings) else SessionEnded
        if self._must_log_in_anew(user, session.proven):
            self.revoke(session.id, user_id=user.id, reason="factor_demanded", origin=origin)
            raise SessionEnded
        return session, user

    def _judge(self, token: RefreshToken, session: Session, now: datetime) -> Presented:
        return policy.judge(
            token.generation, session, now, self._settings, is_of_family=is_of_family(token, session)
        )

    def _exchange(
        self, user: User, session: Session, exchanged: Session, family: bytes, origin: Origin
    ) -> OpenedSession | None:
        """None: another call was first."""
        now = self._clock.now()
        wait = policy.wait_after(exchanged, now, self._settings)
        if wait is not None:
            refused = TryRefused(user_id=session.user_id, session_id=session.id, limit="refresh")
            self._audit.record(refused, origin)
            raise TooManyTries(retry_after=max(1, -(-wait // timedelta(seconds=1))))

        def exchange() -> OpenedSession | None:
            written = self._store.rotate(session, exchanged)
            if written is None:
                return None
            refreshed = SessionRefreshed(
                user_id=session.user_id, session_id=session.id, generation=exchanged.generation
            )
            self._audit.record(refreshed, origin)
            return self._opened(user, exchanged, family, written.roles)

        return self._batches.in_batch(exchange)

    def _end_reused(self, token: RefreshToken, session: Session, origin: Origin) -> None:
        def end() -> None:
            if not self._store.revoke(session.id, now=self._clock.now()):
                return
            reused = RefreshTokenReused(
                user_id=session.user_id,
                session_id=session.id,
                presented_generation=token.generation,
                generation=session.generation,
            )
            self._audit.record(reused, origin)
            self._tell_revoked(session.user_id, (session.id,), "refresh_token_reused", origin)

        self._batches.in_batch(end)

    def _tell_revoked(self, user_id: str, ids: tuple[str, ...], reason: str, origin: Origin) -> None:
        self._audit.record(SessionsRevoked(user_id=user_id, session_ids=ids, reason=reason), origin)
        # Effective here at once; other processes learn of it through the feed.
        self._batches.after_commit(lambda: self._revocations.note_sessions(ids))

    def _opened(self, user: User, session: Session, family: bytes, roles: tuple[str, ...]) -> OpenedSession:
        """Collect the contents of the first tokens, so that nothing can fail once the session is stored."""
        return OpenedSession(
            user=user,
            session=self._limited(user, session),
            family=family,
            roles=roles,
            claims=read_extra(self._extra_claims(user, session)),
        )

    def _limited(self, user: User, session: Session) -> Session:
        """Apply a requirement made since the login to the next token. What is stored stays unchanged, so the
        restriction goes away once a factor is enrolled.
        """
        if restriction_of(session.scope.split()) is None and self._must_enroll(user):
            return replace(session, scope=Restriction.FACTOR_ENROLMENT)
        return session
