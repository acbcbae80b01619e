"""Providers: logging in with an external account, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from daemun.composition.core import Core
from daemun.composition.factors import Factors
from daemun.composition.foundation import Foundation
from daemun.due_thread import DueThread
from daemun.features.email_verification.service import EmailVerification
from daemun.features.invitations.service import Invitations
from daemun.features.social_login.admission import Admission
from daemun.features.social_login.app_login import AppLogin
from daemun.features.social_login.calls import ProviderCalls
from daemun.features.social_login.client import ProviderClient
from daemun.features.social_login.gateway import Gateway
from daemun.features.social_login.grants import Grants, Revoking
from daemun.features.social_login.imported import ImportedIdentities
from daemun.features.social_login.login import SocialLogin
from daemun.features.social_login.service import Identities
from daemun.features.social_login.unlinking import Unlinking
from daemun.features.users.settings import Verification
from daemun.origin import Origin
from daemun.outbound.fetcher import Fetcher
from daemun.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Providers:
    """Everything about external accounts."""

    social_login: SocialLogin
    app_login: AppLogin
    identities: Identities
    grants: Grants
    imported: ImportedIdentities
    unlinking: Unlinking


def compose_providers(
    foundation: Foundation,
    core: Core,
    factors: Factors,
    verification: EmailVerification,
    invitations: Invitations,
    *,
    mode: Verification,
) -> Providers:
    """Make what logs people in with providers."""
    store, settings = foundation.store, foundation.settings
    clock, randomness = foundation.clock, foundation.randomness
    passwords, sessions = factors.passwords, core.sessions

    clients: dict[str, Gateway] = {}
    for name, provider in core.providers.items():
        fetcher = Fetcher(trusted_origins=provider.trusted_origins)
        calls, revoking = ProviderCalls(fetcher, clock), ProviderCalls(fetcher, clock)
        clients[name] = ProviderClient(provider, calls, clock, revoking=revoking)
    grants = _compose_grants(foundation, core, clients)
    identities = Identities(
        store.identities,
        store.users,
        store.batches,
        core.audit,
        grants,
        count_ways_in=factors.count_ways_in,
    )

    def reclaim(user_id: str, origin: Origin) -> None:
        passwords.remove(user_id)
        factors.second_factors.remove_all(user_id, origin)
        identities.remove_all(user_id)
        sessions.revoke_all(user_id, reason="account_reclaimed", origin=origin)

    admission = Admission(
        store.identities,
        grants,
        core.users,
        core.lockout,
        verification,
        factors.login,
        settings.registration,
        invitations,
        core.audit,
        clock,
        randomness,
        mode=mode,
        reclaim=reclaim,
    )
    social_login = SocialLogin(
        clients,
        core.one_time_tokens,
        admission,
        factors.login,
        sessions,
        core.lockout,
        core.audit,
        randomness,
        has_other_way=lambda user_id: passwords.has(user_id) or bool(factors.second_factors.list_of(user_id)),
    )
    app_login = AppLogin(clients, core.one_time_tokens, admission, factors.login, core.lockout, core.audit)
    unlinking = Unlinking(
        clients,
        store.identities,
        identities,
        store.batches,
        core.audit,
        end_sessions=lambda user_id, origin: sessions.revoke_all(
            user_id, reason="provider_unlinked", origin=origin
        ),
        end_sessions_before=lambda user_id, instant, origin: sessions.revoke_opened_by(
            user_id, instant, reason="provider_warned", origin=origin
        ),
    )
    imported = ImportedIdentities(admission, social_login.providers)
    return Providers(social_login, app_login, identities, grants, imported, unlinking)


def _compose_grants(foundation: Foundation, core: Core, clients: Mapping[str, Gateway]) -> Grants:
    store, clock = foundation.store, foundation.clock
    key = foundation.secret_key.derive("grants of providers at rest")
    sealing = Sealing(key, foundation.randomness)
    revoking = Revoking(
        store.provider_grants, store.identities, clients, sealing, store.batches, core.audit, clock
    )
    thread = DueThread(revoking.revoke_due, name="daemun-revocation", what="revocations at providers")
    return Grants(store.provider_grants, clients, sealing, thread, store.batches, clock)
