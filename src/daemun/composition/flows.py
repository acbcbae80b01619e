"""The flows: what people and operators do with users, sessions and factors."""

from dataclasses import dataclass

from daemun.composition.core import Core
from daemun.composition.factors import Factors
from daemun.composition.foundation import Foundation
from daemun.features.admin.service import Administration, HostUsers
from daemun.features.housekeeping.rounds import HousekeepingRounds
from daemun.features.housekeeping.service import Housekeeping
from daemun.features.password_reset.service import MAIL as PASSWORD_RESET
from daemun.features.password_reset.service import PasswordReset
from daemun.features.registration.service import Registration
from daemun.features.user_transfer.export import UserExport
from daemun.features.user_transfer.service import UserImport


@dataclass(frozen=True, slots=True)
class Flows:
    """What stands on the factors."""

    registration: Registration
    password_reset: PasswordReset
    user_import: UserImport
    user_export: UserExport
    admin: Administration
    host_users: HostUsers
    housekeeping: Housekeeping
    housekeeping_rounds: HousekeepingRounds


def compose_flows(foundation: Foundation, core: Core, factors: Factors) -> Flows:
    """Make the flows."""
    settings, store = foundation.settings, foundation.store
    clock, randomness = foundation.clock, foundation.randomness
    batches, audit, users, lockout = store.batches, core.audit, core.users, core.lockout
    passwords = factors.passwords

    registration = Registration(
        users,
        passwords,
        lockout,
        factors.login,
        settings.registration,
    )
    mailing, one_time_tokens = core.mailing, core.one_time_tokens
    password_reset = PasswordReset(
        users, passwords, one_time_tokens, mailing.mails, mailing.links, lockout, batches, audit
    )
    mailing.authors[PASSWORD_RESET] = password_reset.draft
    user_import = UserImport(
        store.user_transfer, users, core.roles, factors.hasher, batches, audit, clock, randomness
    )
    user_export = UserExport(store.user_transfer, audit)
    admin = Administration(
        users, core.roles, core.sessions, passwords, lockout, store.passwords, store.audit, batches, audit
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
    rounds = HousekeepingRounds(
        housekeeping, settings.housekeeping, randomness, deliver_mails=core.mailing.mails.wake
    )
    return Flows(
        registration, password_reset, user_import, user_export, admin, host_users, housekeeping, rounds
    )
