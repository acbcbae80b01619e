"""Checks of the settings alone."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from daemun.doctor.finding import Finding, Level
from daemun.features.passkeys.model import Site
from daemun.features.passkeys.policy import host_of, relying_party
from daemun.features.passwords.settings import MIN_LENGTH_ALONE
from daemun.settings.reading import Settings, unsafe_settings

_IS_SAFE = "https://"


def refused_settings(mistakes: Sequence[str]) -> Iterator[Finding]:
    """Every reason why a start is refused."""
    for mistake in mistakes:
        yield Finding(
            "settings",
            Level.ERROR,
            mistake,
            "`daemun config example` lists every setting",
            requirement="CF-02",
        )


def examine_settings(settings: Settings) -> Iterator[Finding]:
    """Find what is doubtful in settings that a start would accept."""
    yield from _development(settings)
    yield _issuer(settings)
    yield _cookies(settings)
    yield from _token_places(settings)
    yield _proxies(settings)
    yield from _private_networks(settings)
    yield _password_length(settings)
    yield from _passkeys(settings)


def _development(settings: Settings) -> Iterator[Finding]:
    if not settings.development:
        yield Finding("settings", Level.OK, "all settings are known, and safe", requirement="CF-01")
        return
    yield Finding(
        "settings.development",
        Level.WARNING,
        "DAEMUN_DEVELOPMENT allows what is unsafe",
        "leave it out in production",
        requirement="CF-01",
        is_wrong_in_production=True,
    )
    for name, unsafe in unsafe_settings(settings).items():
        yield Finding(
            "settings.unsafe",
            Level.WARNING,
            f"{name}: {unsafe.reason}",
            "fix it before DAEMUN_DEVELOPMENT goes",
            requirement=unsafe.requirement,
            is_wrong_in_production=True,
        )


def _issuer(settings: Settings) -> Finding:
    issuer = settings.tokens.issuer
    remedy = "set DAEMUN_TOKENS_ISSUER to the https:// address of this service"
    if issuer.startswith(_IS_SAFE):
        return Finding("issuer", Level.OK, "the issuer is an https:// address")
    if issuer.lower().startswith("http:"):
        return Finding(
            "issuer",
            Level.WARNING,
            "the issuer is an http:// address",
            remedy,
            requirement="CF-01",
            is_wrong_in_production=True,
        )
    return Finding("issuer", Level.WARNING, "the issuer is no address that other services can reach", remedy)


def _cookies(settings: Settings) -> Finding:
    if not settings.reads_cookies:
        return Finding("cookies", Level.OK, "tokens travel in the Authorization header")
    origin = settings.http.origin
    if origin is not None and not origin.startswith(_IS_SAFE):
        return Finding(
            "cookies",
            Level.WARNING,
            "cookies are `__Host-` and Secure, and DAEMUN_HTTP_ORIGIN is not https://",
            "serve the pages over https://",
            requirement="CF-01",
            is_wrong_in_production=True,
        )
    return Finding("cookies", Level.OK, "cookies are `__Host-`, Secure and HttpOnly: they need https://")


def _token_places(settings: Settings) -> Iterator[Finding]:
    if settings.transport.form_field:
        yield _leaking_place("DAEMUN_TRANSPORT_FORM_FIELD", "browsers store and resend forms")
    if settings.transport.query_string:
        yield _leaking_place("DAEMUN_TRANSPORT_QUERY_STRING", "addresses stay in histories and logs")


def _leaking_place(name: str, why: str) -> Finding:
    return Finding("token_places", Level.WARNING, f"{name} is on: {why}", "use the header or cookies")


def _proxies(settings: Settings) -> Finding:
    trusted = settings.http.trusted_proxies
    is_behind_tls = settings.tokens.issuer.startswith(_IS_SAFE) or (settings.http.origin or "").startswith(
        _IS_SAFE
    )
    if trusted == 0 and is_behind_tls:
        return Finding(
            "proxies",
            Level.WARNING,
            "the address is https://, and no proxy is trusted: all people would share the proxy's address,"
            " and its limits",
            "set DAEMUN_HTTP_TRUSTED_PROXIES to the number of proxies in front",
        )
    count = f"{trusted} {'proxy is' if trusted == 1 else 'proxies are'} trusted"
    return Finding("proxies", Level.OK, f"{count} in front of this server")


def _private_networks(settings: Settings) -> Iterator[Finding]:
    for group in ("database", "redis", "mail"):
        if getattr(settings, group).private_network:
            yield Finding(
                f"{group}.private_network",
                Level.WARNING,
                f"DAEMUN_{group.upper()}_PRIVATE_NETWORK: the connection may be without TLS",
                "make sure that nobody else is on that network",
                requirement="CF-05",
            )


def _password_length(settings: Settings) -> Finding:
    length = settings.passwords.min_length
    if length >= MIN_LENGTH_ALONE:
        return Finding("passwords.min_length", Level.OK, f"new passwords have at least {length} characters")
    return Finding(
        "passwords.min_length",
        Level.WARNING,
        f"new passwords may have {length} characters; NIST SP 800-63B-4 and OWASP ASVS 5 demand"
        f" {MIN_LENGTH_ALONE} where the password is the only factor, 8 beside a second one",
        f"set DAEMUN_PASSWORDS_MIN_LENGTH to {MIN_LENGTH_ALONE}, or have everybody use a second factor",
        requirement="PW-01",
    )


def _passkeys(settings: Settings) -> Iterator[Finding]:
    """Whether browsers let our pages use passkeys (WebAuthn Level 3 section 5.1.3)."""
    issuer = settings.tokens.issuer
    pages = settings.http.origin or issuer
    host = host_of(pages)
    if host is None:
        return
    domain = relying_party(settings.passkeys, Site(host, ()), issuer=issuer, name="").id
    if domain.replace(".", "").isdigit() or ":" in domain:
        yield _useless_passkeys(f"{domain} is an IP address", "serve the pages under a name")
    elif not f".{host}".endswith(f".{domain}") and _origin_of(pages) not in settings.passkeys.origins:
        yield _useless_passkeys(
            f"they are for {domain}, and the pages are on {host}",
            "set DAEMUN_PASSKEYS_RP_ID to that host or a domain above it, or list the pages in"
            " DAEMUN_PASSKEYS_ORIGINS",
        )
    else:
        yield Finding("passkeys", Level.OK, f"passkeys are for {domain}, where the pages are")


def _useless_passkeys(reason: str, remedy: str) -> Finding:
    return Finding(
        "passkeys",
        Level.WARNING,
        f"browsers refuse passkeys: {reason}",
        remedy,
        requirement="WA-02",
        is_wrong_in_production=True,
    )


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
