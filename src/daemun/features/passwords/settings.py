"""Rules for passwords, and what hashing them may cost."""

from collections.abc import Iterator
from typing import Final, Literal, Self

from pydantic import Field, SecretStr, model_validator

from daemun.loopback import leaves_in_the_clear
from daemun.settings_group import SettingsGroup, Unsafe
from daemun.web_address import WebAddress

# OWASP ASVS 5.0 appendix C, as (memory in KiB, passes).
MAX_PASSES: Final = 16
_WEAKEST: Final = ((47_104, 1), (19_456, 2), (12_288, 3))
_PEPPER_CHARACTERS: Final = 43
MIN_LENGTH_ALONE: Final = 15
"""Minimum length in code points if the password is the only factor (NIST SP 800-63B-4 section 3.1.1.2)."""


class PasswordSettings(SettingsGroup):
    """`DAEMUN_PASSWORDS_...`: rules for new passwords, and hashing."""

    min_length: int = Field(default=MIN_LENGTH_ALONE, ge=8, le=64)
    """The minimum length of a new password in code points, never under 8. Under 15 is for services where
    everybody needs a second factor (NIST SP 800-63B-4), and `daemun doctor` warns about it.
    """
    max_length: int = Field(default=256, ge=64, le=1024)
    """The maximum length of a new password in code points, within 1,024 bytes of UTF-8."""
    composition: Literal["none", "kr-isms"] = "none"
    """Kinds of characters that a new password must mix. `kr-isms`: two of capital letters, other letters,
    digits and symbols, or three if it is shorter than 10. NIST SP 800-63B-4 forbids such rules; only auditors
    ask for them."""
    context_words: tuple[str, ...] = ()
    """Names of your service, company and hosts: a new password that consists of little else is refused."""
    breaches_url: WebAddress | None = None
    """A range look-up service for breached passwords, such as that of Have I Been Pwned
    (`https://<service>/range/`): five digits of a new password's SHA-1 are appended and sent, never the
    password. If it does not respond within 1.5 seconds, the password is accepted. None: no look-up.
    """
    hash_memory: int = Field(default=19_456, le=1_048_576)
    """KiB of memory for one hash; with `hash_passes` at least (47104, 1), (19456, 2) or (12288, 3)."""
    hash_passes: int = Field(default=2, ge=1, le=MAX_PASSES)
    """Passes of Argon2id over its memory."""
    hash_lanes: int = Field(default=1, ge=1, le=8)
    """Lanes of Argon2id."""
    hash_threads: int | None = Field(default=None, ge=1, le=256)
    """How many passwords one process hashes at the same time. None: one per core that it may use."""
    hash_queue: int = Field(default=50, ge=0, le=10_000)
    """How many more may wait to be hashed; the next gets 503 and can retry later."""
    pepper: SecretStr | None = Field(default=None, min_length=_PEPPER_CHARACTERS)
    """A secret that goes into every hash and is kept apart from the database: 256 random bits as text, at
    least 43 characters. If it is lost, no password works any more. None: no pepper.
    """
    previous_peppers: tuple[SecretStr, ...] = ()
    """Earlier values of `pepper`, for passwords that have not been used since; they move to the current one
    at the next login.
    """
    flask_security_salt: SecretStr | None = Field(default=None, min_length=1)
    """`SECURITY_PASSWORD_SALT` of the Flask-Security application whose users were imported; needed until each
    of them has logged in once."""

    def find_unsafe(self) -> Iterator[Unsafe]:
        if self.breaches_url is not None and leaves_in_the_clear(self.breaches_url):
            yield Unsafe("breaches_url", "an http:// address is not safe; use https://", requirement="CF-01")

    @model_validator(mode="after")
    def _is_strong_enough(self) -> Self:
        if not any(self.hash_memory >= memory and self.hash_passes >= passes for memory, passes in _WEAKEST):
            allowed = ", ".join(f"({memory}, {passes})" for memory, passes in _WEAKEST)
            raise ValueError(
                f"DAEMUN_PASSWORDS_HASH_MEMORY, DAEMUN_PASSWORDS_HASH_PASSES: must reach one of {allowed}"
            )
        if any(len(pepper.get_secret_value()) < _PEPPER_CHARACTERS for pepper in self.previous_peppers):
            raise ValueError(
                f"DAEMUN_PASSWORDS_PREVIOUS_PEPPERS: each needs at least {_PEPPER_CHARACTERS} characters"
            )
        return self
