"""Store: everything that is kept, one typed field for each port."""

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
        """Return if it answers and is fit for use; raises StoreUnavailable if not."""

    def close(self) -> None:
        """Close what is open; the next use opens it again."""


class SchemaBehind(StoreUnavailable):
    """The tables are older than the program, and upgrading at start is switched off."""

    def __init__(self, found: str | None, *, needed: str) -> None:
        super().__init__()
        self.found = found
        self.needed = needed

    def __str__(self) -> str:
        found = f"are at version {self.found}" if self.found else "do not exist"
        return f"the tables {found}, version {self.needed} is needed: run `daemun db upgrade`"


class Schema(Protocol):
    """The tables' version."""

    @property
    def needed(self) -> str:
        """The version that this program works on; newer tables serve it too."""

    def find(self) -> str | None:
        """Give the version of the tables; None when there are none."""

    def find_faults(self) -> tuple[StoreUnavailable, ...]:
        """Give everything that stops this program from using the database; as text each says what to do."""

    def upgrade(self) -> None:
        """Bring the tables up to date; safe when several processes do it at once, or when it is stopped."""

    def upgrade_script(self) -> str:
        """Write what `upgrade` would run, as SQL; empty when the tables are up to date."""


class StatementObserver(Protocol):
    """Called after a statement, on the thread that ran it."""

    def __call__(self, statement: str, *, took: float, failed: bool) -> None:
        """Take the text with its placeholders, and the seconds it took."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about how a database is set up."""

    subject: str
    """Permanent, such as `version`."""
    sentence: str
    remedy: str = ""
    """What to do; empty: it is right."""
    is_wrong: bool = False
    """Whether a promise is broken until that is done."""


class Inspection(Protocol):
    """What an operator wants to know of a database."""

    def clock(self) -> datetime | None:
        """Give the time on the database's machine; None: it is this one."""

    def table_sizes(self) -> Mapping[str, int]:
        """Give the number of rows of every table of ours; an estimate where counting takes long."""

    def needless_powers(self) -> Sequence[str]:
        """Give the attributes of the database's role that Daemun never needs, such as SUPERUSER."""

    def remarks(self) -> Sequence[Remark]:
        """Say how the database is set up, beyond what `Schema.find_faults` finds. With tables that fit."""

    def watch(self, ran: StatementObserver) -> None:
        """Call `ran` after every statement from now on."""


Row = Mapping[str, object]


class Tables(Protocol):
    """Everything that is kept, row by row and without a rule, for moving it to another database. Values are
    the same on each.
    """

    def names(self) -> Sequence[str]:
        """Every table; what others refer to comes first."""

    def place(self, name: str, row: Row) -> Sequence[object]:
        """Give the key of a row."""

    def read(self, name: str, *, after: Sequence[object] | None, limit: int) -> Sequence[Row]:
        """In the order of keys; `after` is a key, and exclusive."""

    def add(self, name: str, rows: Sequence[Row]) -> None:
        """Add rows whose keys are free."""

    def find_copy(self) -> str | None:
        """Give what `note_copy` noted last; None when no copy into this database is under way."""

    def note_copy(self, state: str) -> None:
        """Note how far a copy into this database is. After `find_copy`."""

    def end_copy(self) -> None:
        """Forget it."""


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
    """Where reads go that may be a little old. Nothing stops when it is away."""

    def ping(self) -> None:
        """Return if everything answers and the tables are up to date; raises StoreUnavailable if not."""
        for backend in self.backends:
            backend.ping()

    def close(self) -> None:
        """Close what is open; the next use opens it again."""
        for backend in self.backends:
            backend.close()
