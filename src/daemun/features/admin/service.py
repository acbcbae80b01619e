"""Administration: make users, find them, let them in again."""

from collections.abc import Callable

from daemun.batch import Batches
from daemun.features.admin.model import GeneratedPassword, NewUser, UserOverview
from daemun.features.audit.events import UserCreated, UserLoggedIn
from daemun.features.audit.service import Audit
from daemun.features.audit.store import AuditStore
from daemun.features.lockout.service import Lockout
from daemun.features.passwords.service import Passwords
from daemun.features.passwords.store import PasswordStore
from daemun.features.roles.service import Roles, read_role
from daemun.features.sessions.service import Sessions
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.user_name import read_user_name
from daemun.origin import Origin


class Administration:
    """Acts on users for those who run the service. Every act is recorded with its origin."""

    def __init__(
        self,
        users: Users,
        roles: Roles,
        sessions: Sessions,
        passwords: Passwords,
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
        self._lockout = lockout
        self._stored_passwords = stored_passwords
        self._trail = trail
        self._batches = batches
        self._audit = audit

    def create_user(self, new: NewUser, password: str, *, origin: Origin) -> User:
        """Make a user with a password that this person chose, by the same rules as at a registration.

        Stopped anywhere: either nothing is stored or all of it.
        Raises ValidationFailed, PasswordTooWeak, UsernameTaken, EmailTaken, Overloaded; ValueError for a role
        that cannot be one.
        """
        user = self._draft(new)
        password_hash = self._passwords.hash_new(password, user)
        self._add(user, new.roles, lambda: self._passwords.add(user.id, password_hash), origin)
        return user

    def create_user_with_generated_password(
        self, new: NewUser, *, origin: Origin
    ) -> tuple[User, GeneratedPassword]:
        """Make a user whose first password is random, good for one login, and must be replaced in it.

        Stopped anywhere: either nothing is stored or all of it. Raises what `create_user` does.
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
        """The user of an id, a user name or an e-mail address; an id that exists comes first."""
        return self._users.find(name) or self._users.find_by_identifier(name)

    def overview_of(self, user: User) -> UserOverview:
        """Gather what is known of a user."""
        stored = self._stored_passwords.find(user.id)
        logins = self._trail.list_latest(user.id, name=UserLoggedIn.name, limit=1)
        return UserOverview(
            user=user,
            roles=self._roles.list_roles(user.id),
            sessions=tuple(self._sessions.list_live(user.id)),
            has_password=stored is not None,
            must_change_password=stored is not None and stored.must_change,
            last_login_at=logins[0].at if logins else None,
        )

    def unlock(self, user_id: str, *, origin: Origin) -> bool:
        """Let a user in again, and let the count of wrong tries start anew; True when the user was locked."""
        self._lockout.unlock(user_id, origin=origin)
        return self._users.unlock(user_id, origin=origin)

    def _draft(self, new: NewUser) -> User:
        for role in new.roles:
            read_role(role)
        self._roles.check_size(new.roles)
        # Reserved names keep strangers from posing as those who run the service, and are for them.
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
