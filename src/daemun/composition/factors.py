"""The factors, and the login in which each of them ends."""

from collections.abc import Callable
from dataclasses import dataclass

from daemun.composition.core import Core
from daemun.composition.foundation import Foundation
from daemun.features.audit.service import Audit
from daemun.features.factors.service import Factors as SecondFactors
from daemun.features.lockout.known_device import KnownDevices
from daemun.features.login.code_login import CodeLogin
from daemun.features.login.service import Login
from daemun.features.passkeys.challenges import Challenges
from daemun.features.passkeys.login import PasskeyLogin
from daemun.features.passkeys.service import Passkeys
from daemun.features.passwords.breaches import BreachedPasswords
from daemun.features.passwords.gate import HashGate
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.login import PasswordLogin
from daemun.features.passwords.rules import PasswordRules
from daemun.features.passwords.service import Passwords
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.recovery_codes.service import RecoveryCodes
from daemun.features.totp.login import TotpLogin
from daemun.features.totp.service import Totp
from daemun.features.trusted_devices.service import TrustedDevices
from daemun.outbound.fetcher import Fetcher
from daemun.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Factors:
    """Every way to log in."""

    login: Login
    hasher: Hasher
    hash_gate: HashGate
    passwords: Passwords
    password_login: PasswordLogin
    second_factors: SecondFactors
    totp: Totp
    totp_login: TotpLogin
    recovery_codes: RecoveryCodes
    recovery_login: CodeLogin
    trusted_devices: TrustedDevices
    passkeys: Passkeys
    passkey_login: PasskeyLogin
    count_ways_in: Callable[[str], int]


def compose_factors(foundation: Foundation, core: Core) -> Factors:
    """Make the login and the factors."""
    settings, store, customization = foundation.settings, foundation.store, foundation.customization
    secret_key, clock, randomness = foundation.secret_key, foundation.clock, foundation.randomness
    batches, audit, sessions, lockout = store.batches, core.audit, core.sessions, core.lockout

    rules = PasswordRules(
        settings.passwords,
        customization.password_rules,
        service=settings.tokens.issuer,
        is_breached=_breach_check(settings.passwords, audit),
    )
    hasher = Hasher(settings.passwords)
    gate = HashGate(threads=settings.passwords.hash_threads, queue=settings.passwords.hash_queue)
    passwords = Passwords(
        store.passwords,
        store.users,
        rules,
        hasher,
        gate,
        sessions,
        batches,
        audit,
        clock,
        randomness,
        decoy_key=secret_key.derive("stand-ins"),
    )

    totp = Totp(
        store.totp,
        store.users,
        Sealing(secret_key.derive("totp secrets at rest"), randomness),
        settings.totp,
        batches,
        clock,
        randomness,
        service=settings.service_name,
    )

    recovery_codes = RecoveryCodes(store.recovery_codes, hasher, gate, audit, clock, randomness)

    passkeys = Passkeys(
        store.passkeys,
        Challenges(core.one_time_tokens),
        settings.passkeys,
        audit,
        clock,
        randomness,
        issuer=settings.tokens.issuer,
        service=settings.service_name,
    )

    trusted_devices = TrustedDevices(
        store.trusted_devices, store.passwords, settings.trusted_devices, batches, audit, clock, randomness
    )
    core.factor_demands.second_factors += [passkeys, totp, recovery_codes]  # a new factor joins here

    devices = KnownDevices(secret_key.derive("known devices"), randomness)
    login = Login(
        store.login_attempts,
        store.users,
        sessions,
        lockout,
        devices,
        settings.login,
        batches,
        audit,
        clock,
        randomness,
        credential=passwords,
        second_factors=core.factor_demands.second_factors,
        trusted_devices=trusted_devices,
        demands=core.factor_demands,
    )
    password_login = PasswordLogin(core.users, passwords, rules, gate, lockout, login, sessions, audit, clock)
    mails_codes = settings.mailed_codes.enabled and core.mailing.mails.is_on

    def count_ways_in(user_id: str) -> int:
        """Everything that a user can log in with. Mailed codes count if login by code is on; external
        accounts count if their provider is still set up.
        """
        user = store.users.find(user_id) if mails_codes else None
        has_address = user is not None and user.email_verified_at is not None
        connected = [
            each
            for each in store.identities.list_of(user_id)
            if any(provider.takes(each.issuer) for provider in core.providers.values())
        ]
        kept = len(store.passkeys.list_of(user_id)) + len(connected)
        return kept + passwords.opens_sessions(user_id) + has_address

    second_factors = SecondFactors(
        (passkeys, totp),
        recovery_codes,
        trusted_devices,
        core.factor_demands,
        store.users,
        store.passwords,
        sessions,
        login,
        audit,
        clock,
        proof_window=settings.sessions.fresh_login_window,
        count_ways_in=count_ways_in,
    )
    return Factors(
        login=login,
        hasher=hasher,
        hash_gate=gate,
        passwords=passwords,
        password_login=password_login,
        second_factors=second_factors,
        totp=totp,
        totp_login=TotpLogin(totp, second_factors, login, lockout, sessions),
        recovery_codes=recovery_codes,
        recovery_login=CodeLogin(recovery_codes, login, lockout, sessions),
        trusted_devices=trusted_devices,
        passkeys=passkeys,
        passkey_login=PasskeyLogin(core.users, passkeys, second_factors, login, lockout, sessions),
        count_ways_in=count_ways_in,
    )


def _breach_check(settings: PasswordSettings, audit: Audit) -> Callable[[str], bool] | None:
    if settings.breaches_url is None:
        return None
    return BreachedPasswords(Fetcher(), settings.breaches_url, audit).has
