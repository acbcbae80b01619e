"""What pages are made of."""

from dataclasses import dataclass

from daemun.features.account_deletion.service import AccountDeletion
from daemun.features.email_change.service import EmailChange
from daemun.features.email_verification.service import EmailVerification
from daemun.features.factors.service import Factors
from daemun.features.invitations.service import Invitations
from daemun.features.login.code_login import CodeLogin
from daemun.features.login.service import Login
from daemun.features.login.settings import LoginSettings
from daemun.features.mailed_codes.login import MailedCodeLogin
from daemun.features.passkeys.login import PasskeyLogin
from daemun.features.passkeys.service import Passkeys
from daemun.features.password_reset.service import PasswordReset
from daemun.features.passwords.login import PasswordLogin
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.registration.service import Registration
from daemun.features.registration.settings import RegistrationSettings
from daemun.features.sessions.service import Sessions
from daemun.features.sessions.settings import SessionSettings
from daemun.features.social_login.login import SocialLogin
from daemun.features.social_login.service import Identities
from daemun.features.totp.login import TotpLogin
from daemun.features.trusted_devices.service import TrustedDevices
from daemun.features.users.service import Users
from daemun.features.users.settings import UserSettings
from daemun.pages.appearance import Appearance
from daemun.pages.profile_form import ProfileField


@dataclass(frozen=True, slots=True)
class PageServices:
    """The services behind the pages, and the settings that pages show."""

    login: Login
    password_login: PasswordLogin
    mailed_code_login: MailedCodeLogin | None
    """None: logins with mailed codes are off."""
    social_login: SocialLogin
    identities: Identities
    totp_login: TotpLogin
    recovery_login: CodeLogin
    passkey_login: PasskeyLogin
    passkeys: Passkeys
    factors: Factors
    trusted_devices: TrustedDevices
    registration: Registration
    invitations: Invitations
    email_verification: EmailVerification
    email_change: EmailChange
    password_reset: PasswordReset
    sessions: Sessions
    account_deletion: AccountDeletion
    users: Users
    appearance: Appearance
    passwords: PasswordSettings
    registering: RegistrationSettings
    login_settings: LoginSettings
    session_settings: SessionSettings
    identifiers: UserSettings
    sends_mails: bool
    profile: tuple[ProfileField, ...]
    """The application's own fields of a user."""
