"""PasswordRules: reads passwords, and checks new ones against our rules and the application's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daemun.features.passwords.errors import PasswordTooWeak
from daemun.features.passwords.normal_form import UnreadablePassword, read_password
from daemun.features.passwords.policy import find_weaknesses
from daemun.features.passwords.settings import PasswordSettings
from daemun.features.passwords.word_lists import common_passwords
from daemun.features.users.model import User
from daemun.problem import FieldError
from daemun.validation import ValidationFailed

PRODUCT = "daemun"


@dataclass(frozen=True, slots=True)
class PasswordContext:
    """What an attacker may know about the user who chooses a password."""

    user: User
    words: tuple[str, ...]
    """Names of service, company and user, and the email address."""


PasswordRule = Callable[[str, PasswordContext], str | None]
"""A rule of the application's own, for `password_rules=`: a sentence that refuses the password, or None."""


class PasswordRules:
    """The rules of one application."""

    def __init__(
        self,
        settings: PasswordSettings,
        own: Sequence[PasswordRule] = (),
        *,
        service: str = "",
        is_breached: Callable[[str], bool] | None = None,
    ) -> None:
        """service: the service's own address or name, `iss` of its tokens.

        is_breached: whether a password appeared in a breach; None: not checked.
        """
        self._settings = settings
        self._service = service
        self._own = tuple(own)
        self._is_breached = is_breached

    def read(self, text: str, *, pointer: str = "/password") -> str:
        """Put a password into its normal form. Raises ValidationFailed, at `pointer`."""
        try:
            return read_password(text)
        except UnreadablePassword as refused:
            limit = {"max_length": self._settings.max_length}
            raise ValidationFailed(errors=(FieldError(pointer, refused.code, limit),)) from None

    def check(self, text: str, user: User, *, pointer: str = "/password") -> str:
        """Read a new password and check it against every rule, ours before the application's.

        Raises ValidationFailed, PasswordTooWeak.
        """
        password = self.read(text, pointer=pointer)
        names = filter(None, (self._service, user.username, user.email))
        words = (PRODUCT, *self._settings.context_words, *names)
        weaknesses = find_weaknesses(
            password, settings=self._settings, context_words=words, common=common_passwords()
        )
        errors = [FieldError(pointer, weakness.code, weakness.params) for weakness in weaknesses]
        context = PasswordContext(user, words)
        if not errors:
            sentences = (_ask(rule, password, context) for rule in self._own)
            errors += [FieldError(pointer, "own_rule", text=sentence) for sentence in sentences if sentence]
        if not errors and self._is_breached is not None and self._is_breached(password):
            errors.append(FieldError(pointer, "breached"))
        if errors:
            raise PasswordTooWeak(errors=tuple(errors))
        return password


def _ask(
    rule: Callable[[str, PasswordContext], object], password: str, context: PasswordContext
) -> str | None:
    sentence = rule(password, context)
    if sentence is not None and not isinstance(sentence, str):
        raise TypeError("a rule of password_rules= must return a sentence that refuses, or None")
    return sentence
