"""Names that users of Daemun rely on: some may come, none goes or changes without a word in the changelog."""

import inspect

import daemun
import daemun.testing
import daemun_verify
from daemun import Daemun
from daemun.settings.reading import setting_names
from tools.generate_reference import event_classes, problem_classes

NAMES = """
Daemun
FactorRequired
LoggedIn
Look
MailNotSent
Mailer
Message
PasswordContext
Preset
Problem
RegistrationRefused
Revocation
Session
SettingsRefused
User
current_token
current_user
login_required
users_table
"""
VERIFIER_NAMES = """
FixedKeySet
InvalidToken
InvalidTokenCode
KeySet
KeysUnavailable
RemoteKeySet
VerificationKey
VerifiedToken
Verifier
"""
FIXTURES = """
daemun_browser
daemun_profile
daemun_user
frozen_clock
log_in_as
mint_token
one_time_code
outbox
virtual_passkey
"""
PROBLEMS = """
409 account_exists
413 body_too_large
401 challenge_ended
403 cross_site_request
403 debug_mode
409 email_taken
403 factor_enrolment_required
403 factor_kind_refused
409 factor_required
401 fresh_login_required
403 https_required
409 identity_taken
403 insufficient_role
403 insufficient_scope
500 internal_error
401 invalid_code
401 invalid_credentials
503 keys_unavailable
409 last_way_in
401 login_attempt_ended
409 login_too_large
400 malformed_body
405 method_not_allowed
404 not_found
400 one_time_token_refused
503 overloaded
401 passkey_refused
403 password_change_required
422 password_too_weak
409 profile_conflict
403 proof_too_old
403 provider_refused
503 provider_unavailable
403 registration_closed
409 registration_ended
403 registration_refused
401 second_factor_required
401 session_ended
503 store_unavailable
401 stronger_login_required
400 token_ambiguous
401 token_expired
401 token_invalid
401 token_missing
401 token_revoked
409 too_many_factors
409 too_many_roles
429 too_many_tries
415 unsupported_media_type
409 username_taken
422 validation_failed
"""
EVENTS = """
account_deletion.asked
account_deletion.canceled
database.restored
factor.added
factor.removed
identity.connected
identity.removed
identity.unlinked
identity.warned
invitation.accepted
invitation.sent
invitation.withdrawn
login.code_requested
login.factor_required
login.failed
login.failures_high
passkey.copy_suspected
password.breach_check_failed
password.change_demanded
password.changed
password.reset
password.reset_requested
password.set
provider.failed
recovery_code.renewed
recovery_code.used
role.granted
role.revoked
session.refresh_token_reused
session.refreshed
session.revoked
session.stepped_up
signing_key.added
signing_key.removed
trusted_device.added
trusted_device.removed
try.forgotten
try.refused
user.created
user.data_exported
user.deleted
user.deleting
user.email_change_requested
user.email_changed
user.email_restored
user.email_verified
user.imported
user.locked
user.logged_in
user.profile_changed
user.reclaimed
user.registered
user.unlocked
users.exported
"""
SETTINGS = """
DAEMUN_ACCOUNT_DELETION_DELAY
DAEMUN_DATABASE_LOCK_TIMEOUT
DAEMUN_DATABASE_NAME
DAEMUN_DATABASE_POOL_SIZE
DAEMUN_DATABASE_PREPARED_STATEMENTS
DAEMUN_DATABASE_PRIVATE_NETWORK
DAEMUN_DATABASE_REPLICA_URL
DAEMUN_DATABASE_TIMEOUT
DAEMUN_DATABASE_UPGRADE_AT_START
DAEMUN_DATABASE_URL
DAEMUN_DEVELOPMENT
DAEMUN_FACTORS_KINDS
DAEMUN_FACTORS_PHISHING_RESISTANT_ROLES
DAEMUN_FACTORS_REQUIRED
DAEMUN_FACTORS_REQUIRED_ROLES
DAEMUN_HOUSEKEEPING_BUDGET
DAEMUN_HOUSEKEEPING_INTERVAL
DAEMUN_HTTP_DEFAULT_LANGUAGE
DAEMUN_HTTP_DESCRIPTION
DAEMUN_HTTP_LOGIN_PAGE
DAEMUN_HTTP_ORIGIN
DAEMUN_HTTP_ORIGINS
DAEMUN_HTTP_TRUSTED_PROXIES
DAEMUN_HTTP_URL_PREFIX
DAEMUN_HTTP_VERIFY_HEADERS
DAEMUN_LOCKOUT_ADDRESS_HOUR_MAX_FAILURES
DAEMUN_LOCKOUT_ADDRESS_MAX_CHALLENGES
DAEMUN_LOCKOUT_ADDRESS_MAX_FAILURES
DAEMUN_LOCKOUT_ADDRESS_MAX_USERS
DAEMUN_LOCKOUT_ADDRESS_USERS_WINDOW
DAEMUN_LOCKOUT_ADDRESS_WINDOW
DAEMUN_LOCKOUT_ALARM_FAILURES
DAEMUN_LOCKOUT_ALARM_WINDOW
DAEMUN_LOCKOUT_CODE_MAX_FAILURES
DAEMUN_LOCKOUT_CODE_WINDOW
DAEMUN_LOCKOUT_FIRST_WAIT
DAEMUN_LOCKOUT_HARD_STOP
DAEMUN_LOCKOUT_KNOWN_DEVICE_MAX_FAILURES
DAEMUN_LOCKOUT_LONGEST_WAIT
DAEMUN_LOCKOUT_MAX_FAILURES
DAEMUN_LOCKOUT_PROVIDER_LOGINS_PER_HOUR
DAEMUN_LOCKOUT_REGISTRATIONS_PER_HOUR
DAEMUN_LOGIN_ATTEMPT_LIFETIME
DAEMUN_LOGIN_ATTEMPT_TRIES
DAEMUN_LOGIN_REMEMBER
DAEMUN_MAILED_CODES_ENABLED
DAEMUN_MAIL_LANGUAGE
DAEMUN_MAIL_LINKS_INVITATION
DAEMUN_MAIL_LINKS_RESET
DAEMUN_MAIL_LINKS_RESTORE
DAEMUN_MAIL_LINKS_UNDELETE
DAEMUN_MAIL_LINKS_VERIFY
DAEMUN_MAIL_MAX_PER_HOUR
DAEMUN_MAIL_MAX_PER_RECIPIENT
DAEMUN_MAIL_MAX_PER_USER
DAEMUN_MAIL_MAX_REQUESTS_PER_ADDRESS
DAEMUN_MAIL_MAX_SECRETS_PER_DAY
DAEMUN_MAIL_MAX_SECRETS_PER_HOUR
DAEMUN_MAIL_NOTICES
DAEMUN_MAIL_PRIVATE_NETWORK
DAEMUN_MAIL_SENDER
DAEMUN_MAIL_TIME_ZONE
DAEMUN_MAIL_URL
DAEMUN_PAGES_COLOR
DAEMUN_PAGES_ENABLED
DAEMUN_PAGES_FOLDER
DAEMUN_PAGES_LOGO
DAEMUN_PAGES_NAME
DAEMUN_PAGES_PREFIX
DAEMUN_PAGES_PRIVACY_URL
DAEMUN_PAGES_SUPPORT_URL
DAEMUN_PAGES_TERMS_URL
DAEMUN_PASSKEYS_ORIGINS
DAEMUN_PASSKEYS_RP_ID
DAEMUN_PASSWORDS_BREACHES_URL
DAEMUN_PASSWORDS_COMPOSITION
DAEMUN_PASSWORDS_CONTEXT_WORDS
DAEMUN_PASSWORDS_FLASK_SECURITY_SALT
DAEMUN_PASSWORDS_HASH_LANES
DAEMUN_PASSWORDS_HASH_MEMORY
DAEMUN_PASSWORDS_HASH_PASSES
DAEMUN_PASSWORDS_HASH_QUEUE
DAEMUN_PASSWORDS_HASH_THREADS
DAEMUN_PASSWORDS_MAX_LENGTH
DAEMUN_PASSWORDS_MIN_LENGTH
DAEMUN_PASSWORDS_PEPPER
DAEMUN_PASSWORDS_PREVIOUS_PEPPERS
DAEMUN_PROVIDERS
DAEMUN_REDIS_PRIVATE_NETWORK
DAEMUN_REDIS_TIMEOUT
DAEMUN_REDIS_URL
DAEMUN_REGISTRATION_ENABLED
DAEMUN_SECRET_KEY
DAEMUN_SERVER_HOST
DAEMUN_SERVER_LOG_ADDRESSES
DAEMUN_SERVER_LOG_LEVEL
DAEMUN_SERVER_METRICS_TOKEN
DAEMUN_SERVER_MONITORING_ADDRESS
DAEMUN_SERVER_PORT
DAEMUN_SERVER_REQUEST_TIMEOUT
DAEMUN_SERVER_STOP_TIMEOUT
DAEMUN_SERVER_THREADS
DAEMUN_SERVER_WORKERS
DAEMUN_SESSIONS_ABSOLUTE_LIFETIME
DAEMUN_SESSIONS_FEED_INTERVAL
DAEMUN_SESSIONS_FRESH_LOGIN_WINDOW
DAEMUN_SESSIONS_IDLE_LIFETIME
DAEMUN_SESSIONS_REFRESHES_PER_MINUTE
DAEMUN_SESSIONS_REFRESH_GRACE
DAEMUN_TEXTS_FOLDER
DAEMUN_TOKENS_ACCESS_TOKEN_LIFETIME
DAEMUN_TOKENS_ALGORITHM
DAEMUN_TOKENS_AUDIENCE
DAEMUN_TOKENS_ISSUER
DAEMUN_TOKENS_KEY_LIFETIME
DAEMUN_TOKENS_KEY_PUBLISHED_AFTER
DAEMUN_TOKENS_KEY_PUBLISHED_BEFORE
DAEMUN_TOTP_ENROLMENT_LIFETIME
DAEMUN_TOTP_WINDOW
DAEMUN_TRANSPORT_COOKIES
DAEMUN_TRANSPORT_COOKIE_NAME
DAEMUN_TRANSPORT_FORM_FIELD
DAEMUN_TRANSPORT_HEADER
DAEMUN_TRANSPORT_QUERY_STRING
DAEMUN_TRUSTED_DEVICES_LIFETIME
DAEMUN_USERS_EMAIL_VERIFICATION
DAEMUN_USERS_IDENTIFIERS
DAEMUN_USERS_LOCAL_EMAIL_DOMAINS
DAEMUN_USERS_MIN_USERNAME_LENGTH
"""


def test_the_names_of_the_package_are_kept() -> None:
    assert sorted(daemun.__all__) == NAMES.split()
    assert all(hasattr(daemun, name) for name in NAMES.split())


def test_the_names_of_the_verifier_are_kept() -> None:
    assert sorted(daemun_verify.__all__) == VERIFIER_NAMES.split()


def test_the_fixtures_of_the_test_kit_are_kept() -> None:
    fixtures = [
        name
        for name, value in vars(daemun.testing).items()
        if type(value).__name__ == "FixtureFunctionDefinition"
    ]

    assert sorted(fixtures) == FIXTURES.split()


def test_the_codes_of_problems_and_their_status_are_kept() -> None:
    found = {(problem.code, problem.status) for problem in problem_classes()}

    assert [f"{status} {code}" for code, status in sorted(found)] == PROBLEMS.strip().splitlines()


def test_the_names_of_events_are_kept() -> None:
    assert [event.name for event in event_classes()] == EVENTS.split()


def test_the_names_of_settings_are_kept() -> None:
    assert sorted(setting_names()) == SETTINGS.split()


def test_the_arguments_of_the_extension_are_kept() -> None:
    assert list(inspect.signature(Daemun).parameters) == [
        "app",
        "profile",
        "claims",
        "password_rules",
        "on_registering",
        "identifiers",
        "providers",
        "mailer",
        "url_prefix",
        "pages",
        "store",
        "clock",
        "randomness",
    ]
