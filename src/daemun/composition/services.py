"""Services: all services of one application, for scripts, views and front-ends."""

from dataclasses import dataclass

from daemun.features.account_deletion.service import AccountDeletion
from daemun.features.admin.service import Administration, HostUsers
from daemun.features.audit.service import Audit
from daemun.features.email_change.service import EmailChange
from daemun.features.email_verification.service import EmailVerification
from daemun.features.factors.service import Factors
from daemun.features.housekeeping.restoration import Restoration
from daemun.features.housekeeping.rounds import HousekeepingRounds
from daemun.features.housekeeping.service import Housekeeping
from daemun.features.invitations.service import Invitations
from daemun.features.lockout.service import Lockout
from daemun.features.login.code_login import CodeLogin
from daemun.features.login.service import Login
from daemun.features.mailed_codes.login import MailedCodeLogin
from daemun.features.mails.delivery import Delivery
from daemun.features.mails.service import Mails
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.passkeys.login import PasskeyLogin
from daemun.features.passkeys.service import Passkeys
from daemun.features.password_reset.service import PasswordReset
from daemun.features.passwords.gate import HashGate
from daemun.features.passwords.login import PasswordLogin
from daemun.features.passwords.service import Passwords
from daemun.features.recovery_codes.service import RecoveryCodes
from daemun.features.registration.service import Registration
from daemun.features.roles.service import Roles
from daemun.features.sessions.revocation_feed import RevocationFeed
from daemun.features.sessions.service import Sessions
from daemun.features.social_login.app_login import AppLogin
from daemun.features.social_login.grants import Grants
from daemun.features.social_login.login import SocialLogin
from daemun.features.social_login.service import Identities
from daemun.features.social_login.unlinking import Unlinking
from daemun.features.tokens.key_ring import KeyRing
from daemun.features.totp.login import TotpLogin
from daemun.features.totp.service import Totp
from daemun.features.trusted_devices.service import TrustedDevices
from daemun.features.user_transfer.export import UserExport
from daemun.features.user_transfer.service import UserImport
from daemun.features.users.service import Users
from daemun.http.web_context import WebContext
from daemun.settings.reading import Settings
from daemun.storage.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """The services that scripts, views and front-ends work with."""

    settings: Settings
    store: Store
    audit: Audit
    users: Users
    roles: Roles
    lockout: Lockout
    keys: KeyRing
    one_time_tokens: OneTimeTokens
    sessions: Sessions
    login: Login
    passwords: Passwords
    password_login: PasswordLogin
    factors: Factors
    totp: Totp
    totp_login: TotpLogin
    recovery_codes: RecoveryCodes
    recovery_login: CodeLogin
    trusted_devices: TrustedDevices
    passkeys: Passkeys
    passkey_login: PasskeyLogin
    registration: Registration
    social_login: SocialLogin
    app_login: AppLogin
    identities: Identities
    grants: Grants
    unlinking: Unlinking
    email_verification: EmailVerification
    password_reset: PasswordReset
    mailed_code_login: MailedCodeLogin
    email_change: EmailChange
    invitations: Invitations
    account_deletion: AccountDeletion
    user_import: UserImport
    user_export: UserExport
    hash_gate: HashGate
    admin: Administration
    host_users: HostUsers
    housekeeping: Housekeeping
    housekeeping_rounds: HousekeepingRounds
    restoration: Restoration
    feed: RevocationFeed
    mail: Mails
    mail_delivery: Delivery
    web: WebContext

    def keep_up(self) -> None:
        """Make sure that the background work of this process is running; costs nothing when it is."""
        self.housekeeping_rounds.keep_up()
        self.mail.keep_up()
        self.grants.keep_up()

    def close(self) -> None:
        """Stop background work and close connections; the next use opens them again."""
        self.feed.stop()
        self.housekeeping_rounds.stop()
        self.mail.close()
        self.grants.close()
        self.store.close()
