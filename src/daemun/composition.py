"""Every object is made here, and every route mounted. No decisions: only which part gets which part."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint

from daemun.clock import Clock
from daemun.customizing import Customizing, own_texts
from daemun.features.admin.service import Administration
from daemun.features.audit.events import Event
from daemun.features.audit.service import Audit
from daemun.features.housekeeping.rounds import HousekeepingRounds
from daemun.features.housekeeping.service import Housekeeping
from daemun.features.lockout.known_device import KnownDevices
from daemun.features.lockout.mail_allowance import MailAllowance
from daemun.features.lockout.service import Lockout
from daemun.features.login.service import Login
from daemun.features.notices.service import Notices
from daemun.features.one_time_tokens.service import OneTimeTokens
from daemun.features.passwords import routes as password_routes
from daemun.features.passwords.gate import HashGate
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.login import PasswordLogin
from daemun.features.passwords.rules import PasswordRules
from daemun.features.passwords.service import Passwords
from daemun.features.registration import routes as registration_routes
from daemun.features.registration.service import Registration
from daemun.features.roles.service import Roles
from daemun.features.sessions import routes as session_routes
from daemun.features.sessions.refresh_token import RefreshTokens
from daemun.features.sessions.revocation_feed import RevocationFeed
from daemun.features.sessions.revocations import Revocations
from daemun.features.sessions.service import Sessions
from daemun.features.tokens import routes as token_routes
from daemun.features.tokens.key_ring import KeyRing
from daemun.features.tokens.service import ACCESS_TOKEN_TYPE, Tokens
from daemun.features.user_transfer.export import UserExport
from daemun.features.user_transfer.service import UserImport
from daemun.features.users import routes as user_routes
from daemun.features.users.profile import Profiles
from daemun.features.users.service import Users
from daemun.http import api_description, problem_pages
from daemun.http.blueprint import api_blueprint
from daemun.http.web_context import WebContext
from daemun.localization import load_catalogs
from daemun.mail.open_mailer import open_mailer
from daemun.mail.queue import MailQueue
from daemun.mail.templates import MailTemplates
from daemun.origin import Origin
from daemun.randomness import Randomness
from daemun.scope import password_change_audience
from daemun.sealing import Sealing
from daemun.secret_key import SecretKey
from daemun.settings.reading import Settings
from daemun.storage.store import Store
from daemun_verify import Verifier


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that scripts, views and front-ends work with."""

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
    registration: Registration
    user_import: UserImport
    user_export: UserExport
    hash_gate: HashGate
    admin: Administration
    housekeeping: Housekeeping
    housekeeping_rounds: HousekeepingRounds
    feed: RevocationFeed
    mail: MailQueue
    web: WebContext

    def close(self) -> None:
        """Stop what runs in the background and close connections; the next use opens them again."""
        self.feed.stop()
        self.housekeeping_rounds.stop()
        self.mail.close()
        self.store.close()


def compose(
    settings: Settings,
    store: Store,
    secret_key: SecretKey,
    clock: Clock,
    randomness: Randomness,
    *,
    customizing: Customizing,
    publish: Callable[[Event], None],
) -> Services:
    """Make every object."""
    batches = store.batches
    mail = MailQueue(customizing.mailer or open_mailer(settings.mail, clock, randomness))
    notices = Notices(
        store.users,
        store.audit,
        MailAllowance(store.lockout, settings.lockout, clock),
        mail,
        MailTemplates(settings.texts.folder),
        settings.mail,
        clock,
        service=settings.tokens.issuer,
        default_language=settings.http.default_language,
    )
    audit = Audit(store.audit, batches, clock, randomness, publish=_listeners(publish, notices))
    roles = Roles(store.roles, batches, audit, clock)
    lockout = Lockout(store.lockout, settings.lockout, batches, audit, clock)
    devices = KnownDevices(secret_key.derive("known devices"), randomness)

    sealing = Sealing(secret_key.derive("signing keys at rest"), randomness)
    keys = KeyRing(store.signing_keys, settings.tokens, sealing, batches, audit, clock)
    one_time_tokens = OneTimeTokens(
        store.one_time_tokens,
        Sealing(secret_key.derive("one-time tokens at rest"), randomness),
        clock,
        randomness,
        code_key=secret_key.derive("one-time codes"),
    )
    # What is in a cookie lies on a disk in the clear: ids only.
    tokens = Tokens(keys, settings.tokens, clock, randomness, name_users=not settings.transport.cookies)
    revocations = Revocations(
        store.sessions, store.roles, clock, token_lifetime=settings.tokens.access_token_lifetime
    )

    sessions = Sessions(
        store.sessions,
        store.users,
        roles,
        tokens,
        RefreshTokens(secret_key.derive("refresh tokens")),
        revocations,
        settings.sessions,
        batches,
        audit,
        clock,
        randomness,
        extra_claims=customizing.claims or (lambda _user, _session: {}),
    )
    users = Users(
        store.users,
        Profiles(customizing.profile),
        settings.users,
        batches,
        audit,
        clock,
        randomness,
        end_sessions=sessions.revoke_all,
    )
    login = Login(
        store.login_attempts,
        store.users,
        sessions,
        settings.login,
        batches,
        audit,
        clock,
        randomness,
        second_factors=(),  # a new factor joins here
    )

    rules = PasswordRules(settings.passwords, customizing.password_rules, service=settings.tokens.issuer)
    hasher = Hasher(settings.passwords)
    gate = HashGate(threads=settings.passwords.hash_threads, queue=settings.passwords.hash_queue)
    passwords = Passwords(
        store.passwords,
        store.users,
        rules,
        hasher,
        gate,
        lockout,
        sessions,
        batches,
        audit,
        clock,
        randomness,
        stand_in_key=secret_key.derive("stand-ins"),
    )
    password_login = PasswordLogin(
        users, passwords, rules, gate, lockout, devices, login, sessions, audit, clock
    )
    registration = Registration(
        users,
        passwords,
        lockout,
        login,
        settings.registration,
        audit,
        clock,
        on_registering=customizing.on_registering,
    )

    admin = Administration(
        users, roles, sessions, passwords, lockout, store.passwords, store.audit, batches, audit
    )

    housekeeping = Housekeeping(store.housekeeping, clock)
    feed = RevocationFeed(_reader(revocations, keys), interval=settings.sessions.feed_interval)
    audience = settings.tokens.audience_or_issuer
    web = WebContext(
        settings=settings.http,
        transport=settings.transport,
        catalogs=load_catalogs(own_texts(settings).texts),
        clock=clock,
        verifier=_verifier(audience, settings, keys, revocations, clock),
        password_change_verifier=_verifier(
            password_change_audience(audience), settings, keys, revocations, clock
        ),
        follow_revocations=feed.follow,
        is_session_live=lambda session_id: sessions.find_live(session_id) is not None,
        load_user=users.find,
        profile=customizing.profile,
    )
    return Services(
        settings=settings,
        store=store,
        audit=audit,
        users=users,
        roles=roles,
        lockout=lockout,
        keys=keys,
        one_time_tokens=one_time_tokens,
        sessions=sessions,
        login=login,
        passwords=passwords,
        password_login=password_login,
        registration=registration,
        user_import=UserImport(store.user_transfer, users, hasher, batches, audit, clock, randomness),
        user_export=UserExport(store.user_transfer, audit),
        hash_gate=gate,
        admin=admin,
        housekeeping=housekeeping,
        housekeeping_rounds=HousekeepingRounds(housekeeping, settings.housekeeping, randomness),
        feed=feed,
        mail=mail,
        web=web,
    )


def mount(services: Services) -> Blueprint:
    """Put every route below one blueprint."""
    api = api_blueprint(services.settings.http.url_prefix)
    api.before_request(services.housekeeping_rounds.keep_up)
    api.register_blueprint(registration_routes.blueprint(services.registration))
    api.register_blueprint(
        password_routes.blueprint(services.password_login, services.passwords, services.sessions)
    )
    api.register_blueprint(session_routes.blueprint(services.sessions, services.settings.sessions))
    api.register_blueprint(user_routes.blueprint(services.users, services.roles.list_roles))
    api.register_blueprint(token_routes.blueprint(services.keys))
    api.register_blueprint(problem_pages.blueprint())
    if services.settings.http.description:
        api.register_blueprint(api_description.blueprint())
    return api


def _listeners(publish: Callable[[Event], None], notices: Notices) -> Callable[[Event, Origin], None]:
    def tell(event: Event, origin: Origin) -> None:
        notices.hear(event, origin)
        publish(event)

    return tell


def _reader(revocations: Revocations, keys: KeyRing) -> Callable[[], None]:
    def read() -> None:
        revocations.read()
        keys.reload()

    return read


def _verifier(
    audience: str, settings: Settings, keys: KeyRing, revocations: Revocations, clock: Clock
) -> Verifier:
    return Verifier(
        issuer=settings.tokens.issuer,
        audience=audience,
        keys=keys,
        algorithms=("ES256", "RS256", "EdDSA"),
        token_type=ACCESS_TOKEN_TYPE,
        # A life ends on time, but another host of ours, whose clock is ahead, may have begun it.
        leeway=timedelta(0),
        early_leeway=timedelta(seconds=5),
        clock=lambda: clock.now().timestamp(),
        is_revoked=revocations.is_revoked,
    )
