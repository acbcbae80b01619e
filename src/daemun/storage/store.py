"""Store: all stored data, one typed field per port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from daemun.batch import Batches
from daemun.features.account_deletion.store import AccountDeletionStore, UserDataStore
from daemun.features.audit.store import AuditStore
from daemun.features.housekeeping.store import HousekeepingStore
from daemun.features.lockout.store import LockoutStore
from daemun.features.login.store import LoginAttemptStore
from daemun.features.mails.store import OutgoingMailStore
from daemun.features.one_time_tokens.store import OneTimeTokenStore
from daemun.features.passkeys.store import PasskeyStore
from daemun.features.passwords.store import PasswordStore
from daemun.features.recovery_codes.store import RecoveryCodeStore
from daemun.features.roles.store import RoleStore
from daemun.features.sessions.store import SessionStore
from daemun.features.social_login.store import GrantStore, IdentityStore
from daemun.features.tokens.store import SigningKeyStore
from daemun.features.totp.store import TotpStore
from daemun.features.trusted_devices.store import TrustedDeviceStore
from daemun.features.user_transfer.store import UserTransferStore
from daemun.features.users.store import UserStore
from daemun.problem import StoreUnavailable


class Backend(Protocol):
    """A database or counter store behind the ports."""

    @property
    def name(self) -> str:
        """Such as `postgresql`; for health checks."""

    def ping(self) -> None:
        """Return if it answers and is usable; raise StoreUnavailable if not."""

    def close(self) -> None:
        """Close connections; the next use opens them again."""


class SchemaBehind(StoreUnavailable):
    """The tables are older than the program, and automatic upgrades are switched off."""

    def __init__(self, found: str | None, *, needed: str) -> None:
        super().__init__()
        self.found = found
        self.needed = needed

    def __str__(self) -> str:
        found = f"are at version {self.found}" if self.found else "do not exist"
        return f"the tables {found}, version {self.needed} is needed: run `daemun db upgrade`"


class Schema(Protocol):
    """The version of the tables."""

    @property
    def needed(self) -> str:
        """The version that this program needs; newer tables work, too."""

    def find(self) -> str | None:
        """The version of the tables; None if there are none."""

    def find_faults(self) -> tuple[StoreUnavailable, ...]:
        """Everything that stops this program from using the database; the text of each says what to do."""

    def upgrade(self) -> None:
        """Bring the tables up to date; safe if several processes do it at once, or if it is interrupted."""

    def upgrade_script(self) -> str:
        """The SQL that `upgrade` would run; empty if the tables are up to date."""


class StatementObserver(Protocol):
    """Called after a statement, on the thread that ran it."""

    def __call__(self, statement: str, *, took: float, failed: bool) -> None:
        """Take the text with its placeholders, and the seconds it took."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding about a database's configuration."""

    subject: str
    """Permanent, such as `version`."""
    sentence: str
    remedy: str = ""
    """What to do; empty: nothing."""
    is_wrong: bool = False
    """Whether a promise is broken until that is done."""


class Inspection(Protocol):
    """Facts about a database for operators."""

    def clock(self) -> datetime | None:
        """The time on the database's machine; None: it is this machine."""

    def table_sizes(self) -> Mapping[str, int]:
        """The number of rows in each of our tables; an estimate if counting takes long."""

    def needless_powers(self) -> Sequence[str]:
        """The attributes of the database role that Daemun never needs, such as SUPERUSER."""

    def remarks(self) -> Sequence[Remark]:
        """Findings beyond those of `Schema.find_faults`. Requires usable tables."""

    def watch(self, ran: StatementObserver) -> None:
        """Call `ran` after every statement from now on."""


Row = Mapping[str, object]


class Tables(Protocol):
    """All stored data, row by row and without rules, for moving it to another database. Values are the same
    in every database.
    """

    def names(self) -> Sequence[str]:
        """Every table; referenced tables come first."""

    def place(self, name: str, row: Row) -> Sequence[object]:
        """The key of a row."""

    def read(self, name: str, *, after: Sequence[object] | None, limit: int) -> Sequence[Row]:
        """In the order of keys; `after` is a key, and exclusive."""

    def add(self, name: str, rows: Sequence[Row]) -> None:
        """Add rows whose keys are free."""

    def find_copy(self) -> str | None:
        """What `note_copy` last recorded; None if no copy into this database is in progress."""

    def note_copy(self, state: str) -> None:
        """Record the progress of a copy into this database. After `find_copy`."""

    def end_copy(self) -> None:
        """Delete that record."""


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
    one_time_tokens: OneTimeTokenStore
    account_deletions: AccountDeletionStore
    user_data: UserDataStore
    outgoing_mails: OutgoingMailStore
    passkeys: PasskeyStore
    passwords: PasswordStore
    totp: TotpStore
    recovery_codes: RecoveryCodeStore
    trusted_devices: TrustedDeviceStore
    identities: IdentityStore
    provider_grants: GrantStore
    user_transfer: UserTransferStore
    housekeeping: HousekeepingStore
    schema: Schema
    inspection: Inspection
    tables: Tables
    backends: tuple[Backend, ...]
    replica: Backend | None = None
    """Where reads go that may be slightly stale. It may be unavailable."""

    def ping(self) -> None:
        """Return if everything answers and the tables are up to date; raise StoreUnavailable if not."""
        for backend in self.backends:
            backend.ping()

    def close(self) -> None:
        """Close connections; the next use opens them again."""
        for backend in self.backends:
            backend.close()
