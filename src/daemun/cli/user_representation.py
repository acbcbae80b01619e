"""Users as the command line shows them. Times: RFC 3339, UTC."""

from datetime import datetime

from daemun.features.admin.model import UserOverview
from daemun.features.factors.model import Factor
from daemun.features.sessions.model import Session
from daemun.features.users.model import User


def represent_for_operators(user: User, roles: tuple[str, ...]) -> dict[str, object]:
    """A line of `daemun users list`."""
    return {
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "email_verified": user.email_verified_at is not None,
        "roles": list(roles),
        "locked": user.is_locked,
        "created_at": _time(user.created_at),
    }


def represent_overview(overview: UserOverview) -> dict[str, object]:
    """What `daemun users show` shows."""
    user = overview.user
    return {
        **represent_for_operators(user, overview.roles),
        "locked_at": _time(user.locked_at),
        "updated_at": _time(user.updated_at),
        "last_login_at": _time(overview.last_login_at),
        "has_password": overview.has_password,
        "must_change_password": overview.must_change_password,
        "profile": dict(user.profile),
        "factors": [_represent_factor(factor) for factor in overview.factors],
        "sessions": [_represent_session(session) for session in overview.sessions],
    }


def _represent_factor(factor: Factor) -> dict[str, object]:
    return {
        "id": factor.id,
        "kind": factor.kind,
        "name": factor.name,
        "created_at": _time(factor.created_at),
        "last_used_at": _time(factor.last_used_at),
    }


def _represent_session(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "address": session.address,
        "user_agent": session.user_agent,
        "created_at": _time(session.created_at),
        "refreshed_at": _time(session.refreshed_at),
        "expires_at": _time(min(session.idle_expires_at, session.expires_at)),
    }


def _time(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds")
