"""The core: events and their notices, keys, tokens, sessions, users."""

from collections.abc import Mapping
from dataclasses import dataclass

from daemun.composition.foundation import Foundation
from daemun.composition.mailing import Mailing, compose_mailing
from daemun.features.audit.service import Audit
from daemun.features.factors.demands import FactorDemands
from daemun.features.lockout.service import Lockout
from daemun.features.notices.service import NEW_LOGIN, Notices
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.roles.service import Roles, max_role_bytes
from daemun.features.sessions.refresh_token import RefreshTokens
from daemun.features.sessions.revocations import Revocations
from daemun.features.sessions.service import ExtraClaims, Sessions
from daemun.features.social_login.provider import Provider
from daemun.features.tokens.key_ring import KeyRing
from daemun.features.tokens.policy import includes_username
from daemun.features.tokens.service import Tokens
from daemun.features.users.profile import Profiles
from daemun.features.users.service import Users
from daemun.http.cookie_answers import answers_in_cookies
from daemun.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Core:
    """What factors and flows are built on."""

    providers: Mapping[str, Provider]
    """By name, in the order of the settings."""
    mailing: Mailing
    audit: Audit
    roles: Roles
    lockout: Lockout
    keys: KeyRing
    one_time_tokens: OneTimeTokens
    revocations: Revocations
    factor_demands: FactorDemands
    sessions: Sessions
    profiles: Profiles
    users: Users


def compose_core(foundation: Foundation) -> Core:
    """Make the core."""
    settings, store, customization = foundation.settings, foundation.store, foundation.customization
    secret_key, clock, randomness = foundation.secret_key, foundation.clock, foundation.randomness
    batches = store.batches

    providers = {name: Provider.from_settings(name, each) for name, each in settings.providers.items()}
    mailing = compose_mailing(foundation, providers)
    notices = Notices(mailing.mails, store.users, store.audit, settings.mail)
    mailing.authors[NEW_LOGIN] = notices.draft_new_login
    audit = Audit(store.audit, batches, clock, randomness, publish=foundation.publish, react=notices.on_event)
    roles = Roles(
        store.roles,
        batches,
        audit,
        clock,
        max_bytes=max_role_bytes(in_cookies=settings.reads_cookies),
    )
    lockout = Lockout(store.lockout, settings.lockout, batches, audit, clock)

    sealing = Sealing(secret_key.derive("signing keys at rest"), randomness)
    keys = KeyRing(store.signing_keys, settings.tokens, sealing, batches, audit, clock)
    one_time_tokens = OneTimeTokens(
        store.one_time_tokens,
        Sealing(secret_key.derive("one-time tokens at rest"), randomness),
        clock,
        randomness,
        code_key=secret_key.derive("one-time codes"),
    )
    tokens = Tokens(
        keys,
        settings.tokens,
        clock,
        randomness,
        include_username=lambda: includes_username(
            in_cookies=settings.transport.cookies or answers_in_cookies()
        ),
    )
    revocations = Revocations(
        store.sessions, store.roles, clock, token_lifetime=settings.tokens.access_token_lifetime
    )

    factor_demands = FactorDemands(settings.factors, roles)
    profiles = Profiles(customization.profile)
    sessions = Sessions(
        store.sessions,
        roles,
        tokens,
        RefreshTokens(secret_key.derive("refresh tokens")),
        revocations,
        settings.sessions,
        batches,
        audit,
        clock,
        randomness,
        extra_claims=_extra_claims(customization.claims, profiles),
        must_enroll=factor_demands.must_enroll,
        must_log_in_anew=factor_demands.must_log_in_anew,
    )
    users = Users(
        store.users,
        profiles,
        settings.users,
        batches,
        audit,
        clock,
        randomness,
        end_sessions=sessions.revoke_all,
        on_registering=customization.on_registering,
    )
    return Core(
        providers=providers,
        mailing=mailing,
        audit=audit,
        roles=roles,
        lockout=lockout,
        keys=keys,
        one_time_tokens=one_time_tokens,
        revocations=revocations,
        factor_demands=factor_demands,
        sessions=sessions,
        profiles=profiles,
        users=users,
    )


def _extra_claims(claims: ExtraClaims | None, profiles: Profiles) -> ExtraClaims:
    if claims is None:
        return lambda _user, _session: {}
    return lambda user, session: claims(profiles.present(user), session)
