"""Whole things for tests, with everything filled in; say what matters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from daemun.clock import Clock
from daemun.composition.compose import compose
from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import Event
from daemun.features.sessions.model import IssuedTokens, Session
from daemun.features.users.model import User
from daemun.origin import Origin
from daemun.randomness import SystemRandomness
from daemun.secret_key import SecretKey
from daemun.settings.reading import read_settings
from daemun.storage.store import Store
from daemun.testing import START

PASSWORD = "a-quiet-harbour-at-dawn"
SECRET_KEY = SecretKey(bytes(range(32)))
HOME = Origin(address="192.0.2.7", user_agent="Browser 1.0", request_id="request-1")


def an_origin(address: str) -> Origin:
    return replace(HOME, address=address)


def a_user(**fields: object) -> User:
    """A user as an object; nothing is stored."""
    user = User(
        id="user-kim",
        created_at=START,
        updated_at=START,
        username="Kim",
        username_key="kim",
        email="kim@example.kr",
        email_key="kim@example.kr",
    )
    return replace(user, **fields)  # type: ignore[arg-type]


def a_session(**fields: object) -> Session:
    """A session as an object, opened at START; nothing is stored."""
    session = Session(
        id="session-1",
        user_id="user-kim",
        family_digest=b"\0" * 32,
        generation=0,
        created_at=START,
        authenticated_at=START,
        amr=("pwd",),
        scope="",
        refreshed_at=START,
        minute_started_at=START,
        refreshes_in_minute=0,
        idle_expires_at=START + timedelta(days=14),
        expires_at=START + timedelta(days=30),
        address=HOME.address,
        user_agent=HOME.user_agent,
    )
    return replace(session, **fields)  # type: ignore[arg-type]


def an_installation(
    store: Store,
    clock: Clock,
    *,
    publish: Callable[[Event], None] = lambda event: None,
    customization: Customization = Customization(),  # noqa: B008
    **settings: object,
) -> Services:
    """All services of one process. settings: such as `lockout_max_failures=3`."""
    config = {f"DAEMUN_{name.upper()}": value for name, value in settings.items()}
    return compose(
        read_settings(config),
        store,
        SECRET_KEY,
        clock,
        SystemRandomness(),
        customization=customization,
        publish=publish,
    )


def add_user(services: Services, username: str = "minsu", *, password: str | None = None) -> User:
    """Store a user; without a password unless one is given."""
    user = services.users.draft(username=username, email=f"{username}@example.kr", profile={})
    password_hash = services.passwords.hash_new(password, user) if password is not None else None
    with services.store.batches.batch():
        services.users.add(user)
        if password_hash is not None:
            services.passwords.add(user.id, password_hash)
    return user


def log_in(services: Services, user: User, *, scope: str = "") -> IssuedTokens:
    """Open a session without asking for a proof."""
    return services.sessions.open_for(user, scope=scope)
