"""The flows: what people and operators do with users, sessions and factors."""

from dataclasses import dataclass

from daemun.composition.core import Core
from daemun.composition.factors import Factors
from daemun.composition.foundation import Foundation
from daemun.composition.providers import Providers, compose_providers
from daemun.features.account_deletion import service as account_deletion
from daemun.features.account_deletion.service import AccountDeletion
from daemun.features.admin.service import Administration, HostUsers
from daemun.features.email_change import service as email_change
from daemun.features.email_change.service import EmailChange
from daemun.features.email_verification import service as email_verification
from daemun.features.email_verification.service import EmailVerification
from daemun.features.housekeeping.restoration import Restoration
from daemun.features.housekeeping.rounds import HousekeepingRounds
from daemun.features.housekeeping.service import Housekeeping
from daemun.features.invitations.service import MAIL as INVITATION
from daemun.features.invitations.service import Invitations
from daemun.features.mailed_codes.login import MAIL as LOGIN_CODE
from daemun.features.mailed_codes.login import MailedCodeLogin
from daemun.features.password_reset.service import MAIL as PASSWORD_RESET
from daemun.features.password_reset.service import PasswordReset
from daemun.features.registration.service import Registration
from daemun.features.user_transfer.export import UserExport
from daemun.features.user_transfer.service import UserImport


@dataclass(frozen=True, slots=True)
class Flows:
    """What is built on the factors."""

    registration: Registration
    providers: Providers
    email_verification: EmailVerification
    password_reset: PasswordReset
    mailed_code_login: MailedCodeLogin
    email_change: EmailChange
    invitations: Invitations
    account_deletion: AccountDeletion
    user_import: UserImport
    user_export: UserExport
    admin: Administration
    host_users: HostUsers
    housekeeping: Housekeeping
    housekeeping_rounds: HousekeepingRounds
    restoration: Restoration


def compose_flows(foundation: Foundation, core: Core, factors: Factors) -> Flows:
    """Make the flows."""
    settings, store = foundation.settings, foundation.store
    clock, randomness = foundation.clock, foundation.randomness
    batches, audit, users, lockout = store.batches, core.audit, core.users, core.lockout
    passwords = factors.passwords

    mailing, one_time_tokens = core.mailing, core.one_time_tokens
    mails, links = mailing.mails, mailing.links
    mode = settings.users.verification(sends_mails=mails.is_on)
    verification = EmailVerification(
        users, one_time_tokens, mails, links, lockout, core.sessions, batches, audit
    )
    mailing.authors[email_verification.ADDRESS_MAIL] = verification.draft
    mailing.authors[email_verification.REGISTRATION_MAIL] = verification.draft
    mailing.authors[email_verification.RESEND] = verification.draft_resent
    registration = Registration(
        users,
        passwords,
        lockout,
        factors.login,
        one_time_tokens,
        verification,
        settings.registration,
        clock,
        randomness,
        mode=mode,
    )
    invitations = Invitations(
        users,
        core.roles,
        passwords,
        one_time_tokens,
        mails,
        links,
        lockout,
        factors.login,
        settings.users,
        audit,
    )
    mailing.authors[INVITATION] = invitations.draft
    providers = compose_providers(foundation, core, factors, verification, invitations, mode=mode)
    password_reset = PasswordReset(
        users, passwords, one_time_tokens, mails, links, lockout, batches, audit, mode=mode
    )
    mailing.authors[PASSWORD_RESET] = password_reset.draft
    mailed_code_login = MailedCodeLogin(
        users, one_time_tokens, mails, lockout, factors.login, audit, randomness, mode=mode
    )
    mailing.authors[LOGIN_CODE] = mailed_code_login.draft
    change = EmailChange(
        users, passwords, core.sessions, one_time_tokens, mails, links, lockout, batches, audit
    )
    mailing.authors[email_change.CONFIRM] = verification.draft
    mailing.authors[email_change.CHANGED] = change.draft
    mailing.authors[email_change.RESTORED] = change.draft
    user_import = UserImport(
        store.user_transfer,
        providers.imported,
        users,
        core.roles,
        factors.hasher,
        batches,
        audit,
        clock,
        randomness,
    )
    user_export = UserExport(store.user_transfer, audit)
    admin = Administration(
        users,
        core.roles,
        core.sessions,
        passwords,
        factors.second_factors,
        lockout,
        store.passwords,
        store.audit,
        batches,
        audit,
    )
    host_users = HostUsers(
        admin,
        store.users,
        core.profiles,
        settings.users,
        batches,
        audit,
        clock,
        randomness,
        end_sessions=core.sessions.revoke_all,
    )
    housekeeping = Housekeeping(store.housekeeping, clock)
    deletion = AccountDeletion(
        store.account_deletions,
        store.user_data,
        users,
        core.sessions,
        mails,
        links,
        settings.account_deletion,
        batches,
        audit,
        clock,
    )
    mailing.authors[account_deletion.ASKED_MAIL] = deletion.draft_asked
    mailing.authors[account_deletion.MAIL] = deletion.draft
    restoration = Restoration(store.housekeeping, core.keys, audit, clock)
    rounds = HousekeepingRounds(
        housekeeping,
        settings.housekeeping,
        randomness,
        deliver_mails=mailing.mails.wake,
        delete_accounts=deletion.carry_out_due,
        revoke_grants=providers.grants.wake,
    )
    return Flows(
        registration=registration,
        providers=providers,
        email_verification=verification,
        password_reset=password_reset,
        mailed_code_login=mailed_code_login,
        email_change=change,
        invitations=invitations,
        account_deletion=deletion,
        user_import=user_import,
        user_export=user_export,
        admin=admin,
        host_users=host_users,
        housekeeping=housekeeping,
        housekeeping_rounds=rounds,
        restoration=restoration,
    )
