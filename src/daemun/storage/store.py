"""Store: everything that is kept, one typed field for each port."""

from dataclasses import dataclass

from daemun.batch import Batches
from daemun.features.audit.store import AuditStore
from daemun.features.lockout.store import LockoutStore
from daemun.features.login.store import LoginAttemptStore
from daemun.features.passwords.store import PasswordStore
from daemun.features.roles.store import RoleStore
from daemun.features.sessions.store import SessionStore
from daemun.features.tokens.store import SigningKeyStore
from daemun.features.users.store import UserStore


@dataclass(frozen=True, slots=True)
class Store:
    """All ports of one installation."""

    batches: Batches
    audit: AuditStore
    users: UserStore
    roles: RoleStore
    lockout: LockoutStore
    signing_keys: SigningKeyStore
    sessions: SessionStore
    login_attempts: LoginAttemptStore
    passwords: PasswordStore
