"""Providers: what to register there, and whether they match the settings."""

from collections.abc import Iterator

from daemun.doctor.finding import Finding, Level
from daemun.features.social_login.errors import ProviderNotFound, ProviderUnavailable
from daemun.features.social_login.login import SocialLogin
from daemun.features.social_login.provider import Provider
from daemun.features.social_login.settings import ProviderSettings
from daemun.settings.reading import Settings

_UNKNOWN_ORIGIN = "https://YOUR-ADDRESS"


def callback_of(settings: Settings, name: str) -> str:
    """The address to register at a provider, which compares it letter by letter."""
    origin = settings.http.origin or _UNKNOWN_ORIGIN
    return f"{origin}{settings.http.url_prefix}/login/with/{name}/callback"


def examine_providers(settings: Settings) -> Iterator[Finding]:
    """Look at the settings of each provider, without asking it."""
    for name, each in settings.providers.items():
        sentence = f"{name}: its callback address is {callback_of(settings, name)}"
        yield Finding("provider", Level.OK, sentence, f"try `daemun providers check {name}`")
        yield from _trust(name, each)
    if settings.providers:
        yield from _origin(settings)


def walk_provider(social_login: SocialLogin, settings: Settings, name: str) -> Iterator[Finding]:
    """Fetch what a provider publishes, as a login does. Raises ProviderNotFound."""
    given = settings.providers.get(name)
    if given is None:
        raise ProviderNotFound
    yield from _trust(name, given)
    yield from _origin(settings)
    try:
        published = social_login.examine(name)
    except ProviderUnavailable as failed:
        yield Finding(
            "provider.discovery",
            Level.ERROR,
            failed.reason,
            "compare the issuer with what the provider says; `internal = true` for one in your own network",
        )
        return
    found = published.metadata
    sentence = f"people log in at {found.authorization_endpoint}, codes go to {found.token_endpoint}"
    yield Finding("provider.discovery", Level.OK, sentence)
    provider = next(each for each in social_login.providers if each.name == name)
    yield from _keys(provider, published.key_algorithms)
    is_told = provider.preset.revocation is not None or found.revocation_endpoint is not None
    sentence = "disconnecting here also disconnects there" if is_told else "it revokes no grants"
    yield Finding("provider.revocation", Level.OK, sentence)
    yield Finding("provider.callback", Level.OK, f"register there: {callback_of(settings, name)}")


def _trust(name: str, given: ProviderSettings) -> Iterator[Finding]:
    if given.trust_email and not given.email_domains:
        yield Finding(
            "provider.trust_email",
            Level.WARNING,
            f"{name}: every address that it sends counts as proven",
            "name the domains that it may vouch for: email_domains",
            requirement="OI-09",
        )


def _origin(settings: Settings) -> Iterator[Finding]:
    if settings.http.origin is None:
        yield Finding(
            "provider.origin",
            Level.WARNING,
            "the callback addresses follow the host of each request",
            "set DAEMUN_HTTP_ORIGIN to the address of this service",
            requirement="RC-03",
            is_wrong_in_production=True,
        )


def _keys(provider: Provider, algorithms: tuple[str, ...] | None) -> Iterator[Finding]:
    if algorithms is None:
        yield Finding("provider.keys", Level.OK, "no public key is used")
        return
    pinned = provider.preset.algorithms
    fitting = [algorithm for algorithm in algorithms if algorithm in pinned]
    if fitting:
        yield Finding("provider.keys", Level.OK, f"{len(fitting)} of its {len(algorithms)} keys can be used")
        return
    yield Finding(
        "provider.keys",
        Level.ERROR,
        f"none of its keys is for {', '.join(pinned)}: they are for {', '.join(algorithms) or 'nothing'}",
        "set its `algorithms`, if the provider says so, too",
    )
