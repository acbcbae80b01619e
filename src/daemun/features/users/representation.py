"""A user as people and applications see it: in `/me`, and after a registration."""

from daemun.features.users.model import User


def represent_user(user: User, *, roles: tuple[str, ...]) -> dict[str, object]:
    """What may be shown to the user: nothing that is secret, nothing internal. Times: RFC 3339, UTC."""
    return {
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "email_verified": user.email_verified_at is not None,
        "profile": dict(user.profile),
        "roles": list(roles),
        "created_at": user.created_at.isoformat(timespec="milliseconds"),
    }
