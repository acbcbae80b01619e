"""Administration: create users, find them, unlock them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.admin.model import NewUser, UserOverview
from daemun.features.audit.events import UserCreated, UserLoggedIn
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.audit.store import AuditStore
from daemun.features.factors.service import Factors
from daemun.features.lockout.service import Lockout
from daemun.features.passwords.model import GeneratedPassword
from daemun.features.passwords.service import Passwords
from daemun.features.passwords.store import PasswordStore
from daemun.features.roles.service import Roles, read_role
from daemun.features.sessions.service import Sessions
from daemun.features.users.model import User
from daemun.features.users.profile import Profiles
from daemun.features.users.service import EndSessions, Users
from daemun.features.users.settings import UserSettings
from daemun.features.users.store import UserStore
from daemun.features.users.user_name import read_user_name
from daemun.origin import Origin
from daemun.randomness import Randomness


class Administration:
    """Actions of administrators on users. Each is recorded with its origin."""

    def __init__(
        self,
        users: Users,
        roles: Roles,
        sessions: Sessions,
        passwords: Passwords,
        factors: Factors,
        lockout: Lockout,
        stored_passwords: PasswordStore,
        trail: AuditStore,
        batches: Batches,
        audit: Audit,
    ) -> None:
        self._users = users
        self._roles = roles
        self._sessions = sessions
        self._passwords = passwords
        self._factors = factors
        self._lockout = lockout
        self._stored_passwords = stored_passwords
        self._trail = trail
        self._batches = batches
        self._audit = audit

    def create_user(self, new: NewUser, password: str | None, *, origin: Origin) -> User:
        """Create a user with a password of their choice, by the same rules as at a registration.

        password: None: this user has none, and logs in by other means.

        If interrupted, either nothing is stored or everything.
        Raises ValidationFailed, PasswordTooWeak, UsernameTaken, EmailTaken, Overloaded; ValueError for an
        invalid role.
        """
        user = self._draft(new)
        if password is None:
            self._add(user, new.roles, lambda: None, origin)
            return user
        password_hash = self._passwords.hash_new(password, user)
        self._add(user, new.roles, lambda: self._passwords.add(user.id, password_hash), origin)
        return user

    def create_user_with_generated_password(
        self, new: NewUser, *, origin: Origin
    ) -> tuple[User, GeneratedPassword]:
        """Create a user with a random first password for one login, where it must be replaced.

        If interrupted, either nothing is stored or everything. Raises what `create_user` does.
        """
        user = self._draft(new)
        text = self._passwords.generate()
        password_hash = self._passwords.hash_new(text, user)
        expires_at = self._passwords.generated_expires_at()
        self._add(
            user,
            new.roles,
            lambda: self._passwords.add_generated(user.id, password_hash, expires_at=expires_at),
            origin,
        )
        return user, GeneratedPassword(text, expires_at)

    def find(self, name: str) -> User | None:
        """The user with an id, a user name or an email address; an existing id takes precedence."""
        return self._users.find(name) or self._users.find_by_identifier(name)

    def overview_of(self, user: User) -> UserOverview:
        """Gather everything that an administrator may know about a user."""
        stored = self._stored_passwords.find(user.id)
        logins = self._trail.list_latest(user.id, name=UserLoggedIn.name, limit=1)
        return UserOverview(
            user=user,
            roles=self._roles.list_roles(user.id),
            sessions=tuple(self._sessions.list_live(user.id)),
            has_password=stored is not None,
            must_change_password=stored is not None and stored.must_change,
            factors=tuple(self._factors.list_of(user.id)),
            last_login_at=logins[0].at if logins else None,
        )

    def unlock(self, user_id: str, *, origin: Origin) -> bool:
        """Unlock a user, and reset the count of wrong tries; True if the user was locked."""
        self._lockout.unlock(user_id, origin=origin)
        return self._users.unlock(user_id, origin=origin)

    def reset_password(self, user: User, *, origin: Origin) -> GeneratedPassword:
        """Give a user a random password for one login, and reset the count of wrong tries.

        Raises Overloaded.
        """
        generated = self._passwords.set_temporary(user, origin=origin)
        self._lockout.unlock(user.id, origin=origin)
        return generated

    def _draft(self, new: NewUser) -> User:
        for role in new.roles:
            read_role(role)
        self._roles.check_size(new.roles)
        # Reserved names are for administrators: they keep strangers from posing as one.
        return self._users.draft(
            username=new.username, email=new.email, profile=new.profile, read_name=read_user_name
        )

    def _add(
        self, user: User, roles: tuple[str, ...], add_password: Callable[[], object], origin: Origin
    ) -> None:
        def add() -> None:
            self._users.add(user)
            add_password()
            self._audit.record(UserCreated(user_id=user.id), origin)
            for role in roles:
                self._roles.grant_in_batch(user.id, role, origin=origin)

        self._batches.in_batch(add)


class HostUsers(Users):
    """Users as an application sees them: it may also create some."""

    def __init__(
        self,
        admin: Administration,
        store: UserStore,
        profiles: Profiles,
        settings: UserSettings,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        end_sessions: EndSessions,
    ) -> None:
        super().__init__(
            store, profiles, settings, batches, audit, clock, randomness, end_sessions=end_sessions
        )
        self._admin = admin

    def list(self, *, ids: Iterable[str]) -> Sequence[User]:
        """The users with these ids, in their order; unknown ids are skipped. One read for some hundred."""
        return self.list_by_ids(ids)

    def create(
        self,
        *,
        username: str | None = None,
        email: str | None = None,
        password: str | None = None,
        profile: Mapping[str, object] | None = None,
        roles: Sequence[str] = (),
        origin: Origin = SYSTEM,
    ) -> User:
        """Create a user as an administrator does: with any name, even a reserved one, and without calling
        `on_registering=`.

        password: None: this user has none, and logs in by other means.
        If interrupted, either nothing is stored or everything. Raises ValidationFailed, PasswordTooWeak,
        UsernameTaken, EmailTaken, Overloaded; ValueError for an invalid role.
        """
        new = NewUser(username=username, email=email, roles=tuple(roles), profile=profile or {})
        return self._admin.create_user(new, password, origin=origin)
