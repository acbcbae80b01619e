"""Every event, one frozen dataclass each. `name` never changes; fields are ids, codes and counts."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events. Origin and time are added when an event is recorded."""

    name: ClassVar[str]
    user_id: str | None = None
    session_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered(Event):
    """A person registered."""

    name = "user.registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Event):
    """An address was invited. `roles`: those that its user will get."""

    name = "invitation.sent"
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation was withdrawn."""

    name = "invitation.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """An invited person created this user."""

    name = "invitation.accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCreated(Event):
    """An administrator created a user for somebody, or for themselves."""

    name = "user.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserImported(Event):
    """An administrator imported a user from a file. `import_id`: the same for all users of one import."""

    name = "user.imported"
    import_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersExported(Event):
    """An administrator started exporting users, with their password hashes, to a file."""

    name = "users.exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLoggedIn(Event):
    """A session was opened. `amr`: RFC 8176. `known_device`: the browser showed an earlier login's mark."""

    name = "user.logged_in"
    amr: tuple[str, ...]
    known_device: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFailed(Event):
    """A factor was not proven. `reason`: wrong_password, wrong_code, wrong_passkey, unknown_passkey,
    unknown_user, locked, generated_password_over; never shown to the caller.
    """

    name = "login.failed"
    factor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFailuresHigh(Event):
    """Many logins failed within so many seconds, across all users: somebody is trying passwords from many
    addresses, or stolen credentials. Once per window.
    """

    name = "login.failures_high"
    failures: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginCodeRequested(Event):
    """Somebody asked to log in by mail, and a code was sent to the user's address."""

    name = "login.code_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFactorRequired(Event):
    """The first factor was proven; another is required."""

    name = "login.factor_required"
    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TryRefused(Event):
    """A limit was reached. `limit`: which one."""

    name = "try.refused"
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriesForgotten(Event):
    """An administrator reset a user's count of failed attempts."""

    name = "try.forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRefreshed(Event):
    """A refresh token was rotated."""

    name = "session.refreshed"
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSteppedUp(Event):
    """A factor was proven again, or another one added, in a session. `amr`: of this proof."""

    name = "session.stepped_up"
    amr: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokenReused(Event):
    """An old refresh token was reused after the grace window: copied, or stolen. The session was ended."""

    name = "session.refresh_token_reused"
    presented_generation: int
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsRevoked(Event):
    """Sessions were ended. `reason`: logout, replaced, ended_by_user, password_changed, user_locked, ..."""

    name = "session.revoked"
    session_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorAdded(Event):
    """The user added a second factor or a passkey. `kind`: such as totp."""

    name = "factor.added"
    kind: str
    factor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRemoved(Event):
    """A second factor or a passkey was removed. `reason`: an administrator's; empty: removed by the user."""

    name = "factor.removed"
    kind: str
    factor_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """A recovery code was used up. `left`: how many remain."""

    name = "recovery_code.used"
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesRenewed(Event):
    """The owner requested new recovery codes; every older one is void."""

    name = "recovery_code.renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTrusted(Event):
    """This device is trusted: for a time, no second factor is asked for on it."""

    name = "trusted_device.added"
    device_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedDevicesRemoved(Event):
    """So many devices are no longer trusted: their owner removed them, or factors changed."""

    name = "trusted_device.removed"
    devices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """The user set a new password."""

    name = "password.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachCheckFailed(Event):
    """The service for breached passwords did not respond; the password was accepted. `reason`: why."""

    name = "password.breach_check_failed"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(Event):
    """Somebody requested a mail for choosing a new password, and it is being sent."""

    name = "password.reset_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(Event):
    """A new password was set through a reset mail; every session ended."""

    name = "password.reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Event):
    """An administrator or the application set a new password for the user; every session ended. `temporary`:
    for one login, in which it must be replaced.
    """

    name = "password.set"
    temporary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChangeDemanded(Event):
    """There is evidence that others know the password: the next login may only change it."""

    name = "password.change_demanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyCopySuspected(Event):
    """A passkey was refused because its counter did not increase: somebody may have copied it."""

    name = "passkey.copy_suspected"
    factor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    """The user changed profile fields. `fields`: their names."""

    name = "user.profile_changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChangeRequested(Event):
    """A user requested a change of their email address."""

    name = "user.email_change_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged(Event):
    """A user confirmed a new email address, which replaces the old one."""

    name = "user.email_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailRestored(Event):
    """The user's earlier email address was restored; every session ended, and the password is void."""

    name = "user.email_restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerified(Event):
    """A user confirmed an email address, which is theirs from now on."""

    name = "user.email_verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLocked(Event):
    """An administrator locked the user; every session ended."""

    name = "user.locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserUnlocked(Event):
    """An administrator unlocked the user."""

    name = "user.unlocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeletionAsked(Event):
    """A person requested the deletion of their account, in so many days."""

    name = "account_deletion.asked"
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeletionCanceled(Event):
    """A person canceled the deletion of their account."""

    name = "account_deletion.canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDataExported(Event):
    """A person exported everything that is stored about them."""

    name = "user.data_exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeleting(Event):
    """A user is about to be erased: the application may delete its own rows now. It may be sent twice."""

    name = "user.deleting"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeleted(Event):
    """The user's record and secrets were erased."""

    name = "user.deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """A role was granted."""

    name = "role.granted"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked(Event):
    """A role was revoked; access tokens that carry it are refused from now on."""

    name = "role.revoked"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRestored(Event):
    """A backup of the database was restored, so every session was ended. `sessions`: how many."""

    name = "database.restored"
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyAdded(Event):
    """A signing key was created. `key_id`: RFC 7638 thumbprint."""

    name = "signing_key.added"
    key_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyRemoved(Event):
    """A signing key was removed at once: every token signed with it is refused."""

    name = "signing_key.removed"
    key_id: str
