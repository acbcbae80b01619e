"""compose(): every object of one application, layer by layer."""

from collections.abc import Callable

from daemun.clock import Clock
from daemun.composition.core import compose_core
from daemun.composition.factors import compose_factors
from daemun.composition.flows import compose_flows
from daemun.composition.foundation import Foundation
from daemun.composition.front import compose_front
from daemun.composition.services import Services
from daemun.customization import Customization
from daemun.features.audit.events import Event
from daemun.randomness import Randomness
from daemun.secret_key import SecretKey
from daemun.settings.reading import Settings
from daemun.storage.store import Store


def compose(
    settings: Settings,
    store: Store,
    secret_key: SecretKey,
    clock: Clock,
    randomness: Randomness,
    *,
    customization: Customization,
    publish: Callable[[Event], None],
    mounted_at: str = "",
) -> Services:
    """Make every object. mounted_at: the path at which the host mounts the application."""
    foundation = Foundation(
        settings, store, secret_key, clock, randomness, customization, publish, mounted_at
    )
    core = compose_core(foundation)
    factors = compose_factors(foundation, core)
    flows = compose_flows(foundation, core, factors)
    front = compose_front(foundation, core)
    return Services(
        settings=settings,
        store=store,
        audit=core.audit,
        users=core.users,
        roles=core.roles,
        lockout=core.lockout,
        keys=core.keys,
        one_time_tokens=core.one_time_tokens,
        sessions=core.sessions,
        login=factors.login,
        passwords=factors.passwords,
        password_login=factors.password_login,
        factors=factors.second_factors,
        totp=factors.totp,
        totp_login=factors.totp_login,
        recovery_codes=factors.recovery_codes,
        recovery_login=factors.recovery_login,
        trusted_devices=factors.trusted_devices,
        passkeys=factors.passkeys,
        passkey_login=factors.passkey_login,
        registration=flows.registration,
        social_login=flows.providers.social_login,
        app_login=flows.providers.app_login,
        identities=flows.providers.identities,
        grants=flows.providers.grants,
        unlinking=flows.providers.unlinking,
        email_verification=flows.email_verification,
        password_reset=flows.password_reset,
        mailed_code_login=flows.mailed_code_login,
        email_change=flows.email_change,
        invitations=flows.invitations,
        account_deletion=flows.account_deletion,
        user_import=flows.user_import,
        user_export=flows.user_export,
        hash_gate=factors.hash_gate,
        admin=flows.admin,
        host_users=flows.host_users,
        housekeeping=flows.housekeeping,
        housekeeping_rounds=flows.housekeeping_rounds,
        restoration=flows.restoration,
        feed=front.feed,
        mail=core.mailing.mails,
        mail_delivery=core.mailing.delivery,
        web=front.web,
    )
