"""What is right for some installations, but easily forgotten in production."""

from collections.abc import Iterator

from daemun.doctor.finding import Finding, Level
from daemun.problem import StoreUnavailable
from daemun.settings.reading import Settings
from daemun.storage.store import Store

_SET_UP = {
    "postgresql": "docs/how-to/set-up-postgresql.md has a role that may do what Daemun needs, and no more",
    "mongodb": "docs/how-to/mongodb.md says which roles Daemun needs: give it no others",
}


def examine_production(settings: Settings, *, sends_mails: bool) -> Iterator[Finding]:
    """Find what a public installation has to decide. Nothing of it is wrong by itself."""
    yield _mails(sends_mails=sends_mails)
    yield _registration(settings)
    yield _description(settings)
    yield _limits(settings)


def examine_role(store: Store) -> Iterator[Finding]:
    """Find rights of the database's role that Daemun never uses, but a thief of its password would."""
    try:
        powers = store.inspection.needless_powers()
    except StoreUnavailable:
        return  # reported already
    if powers:
        sentence = f"the role of DAEMUN_DATABASE_URL has {', '.join(powers)}"
        yield Finding("store.role", Level.WARNING, sentence, _SET_UP[store.backends[0].name])


def _mails(*, sends_mails: bool) -> Finding:
    if sends_mails:
        return Finding("mail.server", Level.OK, "users get mails")
    return Finding(
        "mail.server",
        Level.WARNING,
        "no mail is sent: nobody can recover a forgotten password, or learns of a login by a stranger",
        "set DAEMUN_MAIL_URL and DAEMUN_MAIL_SENDER, then run `daemun mail test ADDRESS`",
    )


def _registration(settings: Settings) -> Finding:
    if not settings.registration.enabled:
        return Finding("registration", Level.OK, "only you make users")
    return Finding(
        "registration",
        Level.WARNING,
        "everybody who reaches the server may register",
        "if only you make users, set DAEMUN_REGISTRATION_ENABLED to false",
    )


def _description(settings: Settings) -> Finding:
    if not settings.http.description:
        return Finding("description", Level.OK, "the API does not describe itself")
    return Finding(
        "description",
        Level.WARNING,
        "everybody may read openapi.json and the page to try the API on",
        "if no stranger needs them, set DAEMUN_HTTP_DESCRIPTION to false",
    )


def _limits(settings: Settings) -> Finding:
    proxies, limits = settings.http.trusted_proxies, settings.lockout
    minutes = limits.address_window.total_seconds() / 60
    after = f"{limits.address_max_failures} failed logins within {minutes:g} minutes"
    if proxies == 0:
        return Finding(
            "limits",
            Level.WARNING,
            f"{after} make an address wait: behind a proxy that is everybody without a known browser",
            "set DAEMUN_HTTP_TRUSTED_PROXIES to the number of proxies in front, if there are any",
        )
    return Finding(
        "limits",
        Level.OK,
        f"{after} make an address wait, and a school that shares it, but no known browser: the address"
        f" {_counted(proxies)} in X-Forwarded-For, so let nobody reach the server past the proxies",
    )


def _counted(proxies: int) -> str:
    return "that is last" if proxies == 1 else f"that is number {proxies} from the right"
