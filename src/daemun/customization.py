"""What an application passes to `Daemun(...)` and puts into its texts folder, checked at start-up."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import Flask
from pydantic import BaseModel
from pydantic.errors import PydanticUserError

from daemun.features.mails.samples import SAMPLES
from daemun.features.passwords.rules import PasswordRule
from daemun.features.sessions.service import ExtraClaims
from daemun.features.users.service import OnRegistering
from daemun.features.users.settings import Verification
from daemun.localization import OwnTexts, load_catalogs, read_own_texts
from daemun.mail.message import Mailer
from daemun.mail.templates import MailTemplates
from daemun.pages.own_templates import find_unknown_templates, template_names
from daemun.pages.profile_form import fields_with_secrets, fields_without_input
from daemun.settings.mistakes import near_names
from daemun.settings.reading import Settings
from daemun.storage.store import Store


@dataclass(frozen=True, slots=True)
class Customization:
    """An application's customizations. Raises TypeError for anything that cannot work."""

    profile: type[BaseModel] | None = None
    claims: ExtraClaims | None = None
    password_rules: Sequence[PasswordRule] = ()
    on_registering: OnRegistering | None = None
    mailer: Mailer | None = None

    def __post_init__(self) -> None:
        _check_profile(self.profile)
        if self.claims is not None:
            _check_function(self.claims, "claims=", "user, session")
        for rule in _listed(self.password_rules):
            _check_function(rule, "password_rules=", "password, context")
        if self.on_registering is not None:
            _check_function(self.on_registering, "on_registering=", "user")
        if self.mailer is not None:
            if inspect.isclass(self.mailer):
                raise TypeError("mailer= must be an object, not a class: call it")
            _check_function(getattr(self.mailer, "send", None), "mailer=: send", "message")


def own_texts(settings: Settings) -> OwnTexts:
    """The application's texts in `DAEMUN_TEXTS_FOLDER`."""
    folder = settings.texts.folder
    return read_own_texts(folder) if folder is not None else OwnTexts({})


def find_mistakes(settings: Settings, customization: Customization) -> Iterator[str]:
    """Mistakes that stop the start although each setting by itself is valid."""
    yield from find_text_mistakes(settings)
    yield from find_mail_mistakes(settings, customization)
    yield from find_page_mistakes(settings, customization.profile)


def find_mail_mistakes(settings: Settings, customization: Customization) -> Iterator[str]:
    """Mistakes in features that need mail."""
    mode = settings.users.email_verification
    sends_mails = customization.mailer is not None or settings.mail.url is not None
    if mode in (Verification.OPTIONAL, Verification.REQUIRED) and not sends_mails:
        yield "DAEMUN_USERS_EMAIL_VERIFICATION: addresses are proven by mail; set DAEMUN_MAIL_URL, too"
    if settings.mailed_codes.enabled:
        if not sends_mails:
            yield "DAEMUN_MAILED_CODES_ENABLED: login codes are mailed; set DAEMUN_MAIL_URL, too"
        if "email" not in settings.users.identifiers:
            yield "DAEMUN_MAILED_CODES_ENABLED: DAEMUN_USERS_IDENTIFIERS has no email"


def find_page_mistakes(settings: Settings, profile: type[BaseModel] | None) -> Iterator[str]:
    """Mistakes in the application's page templates, and in its profile as used by their forms."""
    if settings.pages.enabled and profile is not None:
        for name in fields_without_input(profile):
            yield f"profile=: no form of a page can ask for {name}, which all users need; give it a default"
    folder = settings.pages.folder
    if folder is None:
        return
    if not folder.is_dir():
        yield "DAEMUN_PAGES_FOLDER: there is no such folder"
        return
    for name in find_unknown_templates(folder):
        # Other names may be partial templates of the application.
        meant = near_names(name, template_names())
        if meant:
            yield f"DAEMUN_PAGES_FOLDER: {name}.html is no template of a page{meant}"


def find_text_mistakes(settings: Settings) -> Iterator[str]:
    """Mistakes in the application's texts and mail templates, and in settings that name a language."""
    own = own_texts(settings)
    templates = MailTemplates(settings.texts.folder)
    for mistake in (*own.mistakes, *templates.find_mistakes(SAMPLES)):
        yield f"DAEMUN_TEXTS_FOLDER: {mistake}"
    languages = load_catalogs(own.texts).languages
    named = {
        "DAEMUN_HTTP_DEFAULT_LANGUAGE": settings.http.default_language,
        "DAEMUN_MAIL_LANGUAGE": settings.mail.language,
    }
    for name, language in named.items():
        if language is not None and language not in languages:
            yield f"{name}: there are no texts in this language; there are {', '.join(languages)}"


def check_application(given: object) -> None:
    """Raises TypeError unless this is a Flask application, for example for its name."""
    if not isinstance(given, Flask):
        raise TypeError("Daemun(app) and init_app(app) take a Flask application")


def check_store(given: object) -> None:
    """Raises TypeError unless this is a store, for example for a URL or an engine."""
    if given is not None and not isinstance(given, Store):
        raise TypeError(
            "store= must be a store, such as open_store_on(engine); an address goes into DAEMUN_DATABASE_URL"
        )


def _check_profile(given: object) -> None:
    if given is None:
        return
    if not (inspect.isclass(given) and issubclass(given, BaseModel)):
        raise TypeError("profile= must be a pydantic model: a class, not an object of it")
    try:
        schema = given.model_json_schema()
    except PydanticUserError as error:
        raise TypeError(f"profile= must have fields that JSON knows: {error.message}") from None
    for name in fields_with_secrets(schema):
        # JSON would contain `**********`.
        raise TypeError(f"profile=: {name} is a secret, and everybody who reads a profile reads all of it")


def _listed(rules: object) -> Iterable[object]:
    if callable(rules) or isinstance(rules, str) or not isinstance(rules, Iterable):
        raise TypeError("password_rules= must be a list of functions, such as [no_company_name]")
    return rules


def _check_function(given: object, argument: str, parameters: str) -> None:
    if not callable(given):
        raise TypeError(f"{argument} must be a function of ({parameters})")
    if inspect.iscoroutinefunction(given):
        raise TypeError(f"{argument} must be a plain function, not `async def`")
    if not _accepts(given, len(parameters.split(", "))):
        raise TypeError(f"{argument} must be a function of ({parameters}); {_name(given)} takes others")


def _accepts(function: Callable[..., object], count: int) -> bool:
    try:
        inspect.signature(function).bind(*[None] * count)
    except TypeError:
        return False
    except ValueError:
        # Written in C: its signature is unknown until it is called.
        return True
    return True


def _name(function: object) -> str:
    return str(getattr(function, "__name__", type(function).__name__))
