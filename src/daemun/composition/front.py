"""The front: what requests need, and every route."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint

from daemun.composition.core import Core
from daemun.composition.foundation import Foundation
from daemun.composition.services import Services
from daemun.customization import own_texts
from daemun.features.account_deletion import routes as account_deletion_routes
from daemun.features.email_change import routes as email_change_routes
from daemun.features.email_verification import routes as email_verification_routes
from daemun.features.factors import routes as factor_routes
from daemun.features.invitations import routes as invitation_routes
from daemun.features.mailed_codes import routes as mailed_code_routes
from daemun.features.passkeys import routes as passkey_routes
from daemun.features.password_reset import routes as password_reset_routes
from daemun.features.passwords import routes as password_routes
from daemun.features.reauthentication import routes as reauthentication_routes
from daemun.features.recovery_codes import routes as recovery_code_routes
from daemun.features.registration import routes as registration_routes
from daemun.features.sessions import routes as session_routes
from daemun.features.sessions.responses import continuing, renewing
from daemun.features.sessions.revocation_feed import RevocationFeed
from daemun.features.social_login import identity_routes
from daemun.features.social_login import routes as social_login_routes
from daemun.features.tokens import routes as token_routes
from daemun.features.tokens.policy import ACCEPTED_ALGORITHMS, EARLY_LEEWAY, LEEWAY
from daemun.features.tokens.service import ACCESS_TOKEN_TYPE
from daemun.features.totp import routes as totp_routes
from daemun.features.trusted_devices import routes as trusted_device_routes
from daemun.features.users import routes as user_routes
from daemun.http import api_description, problem_pages
from daemun.http.blueprint import api_blueprint
from daemun.http.origin import UntrustedProxies
from daemun.http.settings import HttpSettings
from daemun.http.web_context import WebContext
from daemun.localization import load_catalogs
from daemun.pages import blueprint as page_blueprint
from daemun.pages.appearance import Appearance
from daemun.pages.login import show_return
from daemun.pages.model import PageServices
from daemun.pages.profile_form import profile_fields
from daemun.pages.settings import LOGIN_PATH, PATHS_BEFORE_OTHERS
from daemun.scope import limited_audiences
from daemun.settings.reading import Settings
from daemun_verify import Verifier


@dataclass(frozen=True, slots=True)
class Front:
    """What answers requests."""

    feed: RevocationFeed
    web: WebContext


def compose_front(foundation: Foundation, core: Core) -> Front:
    """Make what requests need."""
    settings, sessions = foundation.settings, core.sessions
    feed = RevocationFeed(_reading(core), interval=settings.sessions.feed_interval)
    audience = settings.tokens.audience_or_issuer
    web = WebContext(
        settings=_with_login_page(settings),
        transport=settings.transport,
        reads_cookies=settings.reads_cookies,
        catalogs=load_catalogs(own_texts(settings).texts),
        clock=foundation.clock,
        verifier=_verifier(audience, foundation, core),
        limited_verifiers=tuple(_verifier(each, foundation, core) for each in limited_audiences(audience)),
        audience=audience,
        follow_revocations=feed.follow,
        renew_session=renewing(sessions),
        continue_session=continuing(sessions),
        is_session_live=lambda session_id: sessions.find_live(session_id) is not None,
        load_user=core.users.find,
        pages_before_others=_pages_before_others(settings),
        profile=foundation.customization.profile,
    )
    return Front(feed, web)


def mount(services: Services) -> Blueprint:
    """Put every route below one blueprint."""
    api = api_blueprint(services.settings.http.url_prefix)
    api.before_request(UntrustedProxies().look)
    api.before_request(services.feed.read_early)
    api.before_request(services.keep_up)
    api.register_blueprint(registration_routes.blueprint(services.registration, services.login))
    api.register_blueprint(invitation_routes.blueprint(services.invitations, services.login, services.roles))
    api.register_blueprint(password_routes.blueprint(services.password_login, services.login))
    api.register_blueprint(
        reauthentication_routes.blueprint(
            services.password_login,
            services.totp_login,
            services.recovery_login,
            services.passkey_login,
            services.login,
        )
    )
    api.register_blueprint(
        factor_routes.blueprint(services.factors, services.users, services.settings.sessions)
    )
    api.register_blueprint(
        recovery_code_routes.blueprint(services.recovery_login, services.recovery_codes, services.login)
    )
    api.register_blueprint(
        totp_routes.blueprint(
            services.totp_login,
            services.factors,
            services.login,
            services.settings.sessions,
            services.web.clock,
        )
    )
    api.register_blueprint(trusted_device_routes.blueprint(services.trusted_devices))
    api.register_blueprint(
        passkey_routes.blueprint(
            services.passkey_login,
            services.passkeys,
            services.factors,
            services.login,
            services.settings.sessions,
        )
    )
    api.register_blueprint(
        email_verification_routes.blueprint(
            services.email_verification, services.registration.confirm_by_link
        )
    )
    api.register_blueprint(password_reset_routes.blueprint(services.password_reset))
    if services.settings.mailed_codes.enabled:
        api.register_blueprint(mailed_code_routes.blueprint(services.mailed_code_login, services.login))
    api.register_blueprint(
        social_login_routes.blueprint(
            services.social_login,
            services.app_login,
            services.unlinking,
            services.login,
            show=partial(show_return, _page_services(services)) if services.settings.pages.enabled else None,
        )
    )
    api.register_blueprint(
        identity_routes.blueprint(
            services.social_login, services.identities, services.factors, services.settings.sessions
        )
    )
    api.register_blueprint(session_routes.blueprint(services.sessions, services.settings.sessions))
    api.register_blueprint(
        email_change_routes.blueprint(services.email_change, services.factors, services.settings.sessions)
    )
    api.register_blueprint(
        account_deletion_routes.blueprint(
            services.account_deletion, services.factors, services.settings.sessions
        )
    )
    api.register_blueprint(
        user_routes.blueprint(services.users, services.roles.list_roles, services.account_deletion.due_at)
    )
    api.register_blueprint(
        token_routes.blueprint(services.keys, services.settings.tokens, services.settings.http)
    )
    api.register_blueprint(problem_pages.blueprint())
    if services.settings.http.description:
        api.register_blueprint(api_description.blueprint())
    return api


def mount_pages(services: Services) -> Blueprint:
    """Every page, below one blueprint."""
    return page_blueprint.blueprint(_page_services(services))


def appearance(services: Services) -> Appearance:
    """How pages look."""
    settings = services.settings
    named = settings.pages.model_copy(update={"name": settings.service_name})
    return Appearance(named, services.social_login.providers)


def _page_services(services: Services) -> PageServices:
    settings = services.settings
    return PageServices(
        login=services.login,
        password_login=services.password_login,
        mailed_code_login=services.mailed_code_login if settings.mailed_codes.enabled else None,
        social_login=services.social_login,
        identities=services.identities,
        totp_login=services.totp_login,
        recovery_login=services.recovery_login,
        passkey_login=services.passkey_login,
        passkeys=services.passkeys,
        factors=services.factors,
        trusted_devices=services.trusted_devices,
        registration=services.registration,
        invitations=services.invitations,
        email_verification=services.email_verification,
        email_change=services.email_change,
        password_reset=services.password_reset,
        sessions=services.sessions,
        account_deletion=services.account_deletion,
        users=services.users,
        appearance=appearance(services),
        passwords=settings.passwords,
        registering=settings.registration,
        login_settings=settings.login,
        session_settings=settings.sessions,
        identifiers=settings.users,
        sends_mails=services.mail.is_on,
        profile=profile_fields(services.web.profile),
    )


def mount_at_root(services: Services) -> Blueprint:
    """Addresses that a standard puts at the root of the host, whatever the prefix is."""
    root = token_routes.metadata_blueprint(services.settings.tokens, services.settings.http)
    passkey_routes.mount_related_origins(root, services.settings.passkeys)
    if services.settings.pages.enabled:
        page_blueprint.mount_at_root(root)
    return root


def _with_login_page(settings: Settings) -> HttpSettings:
    """Browsers that must log in first are redirected to our own page, unless another is set."""
    if settings.http.login_page is not None or not settings.pages.enabled:
        return settings.http
    return settings.http.model_copy(update={"login_page": settings.pages.prefix + LOGIN_PATH})


def _pages_before_others(settings: Settings) -> Mapping[str, str]:
    """Where restricted sessions are sent, so that no view of the host is a dead end for them."""
    if not settings.pages.enabled:
        return {}
    return {code: settings.pages.prefix + path for code, path in PATHS_BEFORE_OTHERS.items()}


def _reading(core: Core) -> Callable[[], None]:
    def read() -> None:
        core.revocations.read()
        core.keys.reload()

    return read


def _verifier(audience: str, foundation: Foundation, core: Core) -> Verifier:
    clock = foundation.clock
    return Verifier(
        issuer=foundation.settings.tokens.issuer,
        audience=audience,
        keys=core.keys,
        algorithms=ACCEPTED_ALGORITHMS,
        token_type=ACCESS_TOKEN_TYPE,
        leeway=LEEWAY,
        early_leeway=EARLY_LEEWAY,
        clock=lambda: clock.now().timestamp(),
        is_revoked=core.revocations.is_revoked,
    )
