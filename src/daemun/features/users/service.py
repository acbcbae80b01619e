"""Users: create, find, change, lock, delete."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import (
    ProfileChanged,
    UserDeleted,
    UserDeleting,
    UserLocked,
    UserRegistered,
    UserUnlocked,
)
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.users.confusables import skeleton
from daemun.features.users.email_address import EmailAddress, read_email_address
from daemun.features.users.errors import EmailTaken, ProfileConflict, UsernameTaken, UserNotFound
from daemun.features.users.identifier_refused import IdentifierRefused
from daemun.features.users.model import EVERYBODY, User, UserSearch, require_id
from daemun.features.users.profile import Profiles
from daemun.features.users.settings import UserSettings
from daemun.features.users.store import AlreadyExists, UserStore
from daemun.features.users.user_name import UserName, read_new_user_name, read_user_name
from daemun.origin import Origin
from daemun.problem import FieldError
from daemun.randomness import Randomness, random_id
from daemun.validation import ValidationFailed

_MAX_LENGTHS = {"/username": 64, "/email": 254}


ReadName = Callable[[str], UserName]


OnRegistering = Callable[[User], None]
"""The application's `on_registering=`: raises RegistrationRefused, or a problem of its own, to refuse."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A new user whom the application accepts. Nothing is stored yet."""

    user: User


class EndSessions(Protocol):
    """Ends every session of a user; `Sessions.revoke_all`."""

    def __call__(self, user_id: str, *, reason: str, origin: Origin) -> int: ...


class Users:
    """Users and their records."""

    def __init__(
        self,
        store: UserStore,
        profiles: Profiles,
        settings: UserSettings,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        *,
        end_sessions: EndSessions,
        on_registering: OnRegistering | None = None,
    ) -> None:
        self._store = store
        self._profiles = profiles
        self._settings = settings
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness
        self._end_sessions = end_sessions
        self._on_registering: Callable[[User], object] | None = on_registering

    @property
    def profile_fields(self) -> frozenset[str]:
        """The names of the application's own fields."""
        return self._profiles.fields

    def draft(
        self,
        *,
        username: str | None,
        email: str | None,
        profile: Mapping[str, object],
        read_name: ReadName = read_new_user_name,
    ) -> User:
        """Check and normalize everything about a new user; nothing is stored.

        read_name: `read_user_name` if an operator gives the name. Raises ValidationFailed.
        """
        now = self._clock.now()
        errors: list[FieldError] = []
        given = {"username": username, "email": email}
        for kind, text in given.items():
            if text is not None and kind not in self._settings.identifiers:
                errors.append(FieldError(f"/{kind}", "unknown_member"))
        if not any(given[kind] for kind in self._settings.identifiers):
            errors.append(FieldError(f"/{self._settings.identifiers[0]}", "required"))
        name = self._read(username, "/username", read_name, errors)
        address = self._read(email, "/email", self._read_address, errors)
        checked: Mapping[str, object] = {}
        try:
            checked = self._profiles.check(profile)
        except ValidationFailed as refused:
            errors.extend(refused.errors)
        if errors:
            raise ValidationFailed(errors=tuple(errors))
        return User(
            id=random_id(self._randomness),
            created_at=now,
            updated_at=now,
            username=name[0],
            username_key=name[1],
            email=address[0],
            email_key=address[1],
            profile=checked,
            username_skeleton=None if name[1] is None else skeleton(name[1]),
        )

    def draft_vouched(self, *, email: EmailAddress | None, profile: Mapping[str, object]) -> User:
        """A new user from a provider, with or without a proven address; nothing is stored.

        Raises ValidationFailed.
        """
        now = self._clock.now()
        is_kept = email is not None and "email" in self._settings.identifiers
        return User(
            id=random_id(self._randomness),
            created_at=now,
            updated_at=now,
            email=email.display if email is not None and is_kept else None,
            email_key=email.canonical if email is not None and is_kept else None,
            email_verified_at=now if is_kept else None,
            profile=self._profiles.check(profile),
        )

    def ask_application(self, user: User) -> Applicant:
        """Ask the application whether it accepts a drafted user; outside of batches.

        Called for every way in which users can register themselves.
        Raises what `on_registering=` raises; TypeError if it returns something.
        """
        if self._on_registering is not None and self._on_registering(user) is not None:
            # `return False` must not admit anybody.
            raise TypeError("on_registering= must raise RegistrationRefused to say no, and return nothing")
        return Applicant(user)

    def require_free_name(self, user: User) -> None:
        """Refuse a drafted user whose name is taken, before it is stored. Raises UsernameTaken."""
        if user.username_key is not None and self._store.is_name_taken(user):
            raise UsernameTaken

    def read_email(self, text: str) -> EmailAddress:
        """Read an email address from input. Raises ValidationFailed at `/email`."""
        try:
            return self._read_address(text)
        except IdentifierRefused as refused:
            raise ValidationFailed(errors=(FieldError("/email", refused.code),)) from None

    def owns_email(self, user: User) -> bool:
        """Whether nobody else can take over the user's address by verifying it."""
        return user.email_verified_at is not None or user.username_key is None

    def set_proven_email(self, user: User, email: str, email_key: str) -> bool:
        """Give a user a newly proven address, in the caller's batch; False: it belongs to another user."""
        now = self._clock.now()
        if user.email_key != email_key:
            self._store.release_unproven_email(email_key, now=now)
        try:
            return self._store.set_proven_email(
                user.id, email=email, key=email_key, seen_key=user.email_key, now=now
            )
        except AlreadyExists:
            return False

    def prove_email(self, user: User) -> None:
        """Mark the user's own address as proven, in the caller's batch."""
        if user.email is not None and user.email_key is not None and user.email_verified_at is None:
            self.set_proven_email(user, user.email, user.email_key)

    def release_unproven_email(self, user: User) -> None:
        """Take a drafted user's verified address from a user who never verified it, in the caller's batch."""
        if user.email_key is not None:
            self._store.release_unproven_email(user.email_key, now=self._clock.now())

    def enroll(self, applicant: Applicant, origin: Origin) -> User:
        """Store a user who registers, in the caller's batch. Raises UsernameTaken, EmailTaken.

        A password, if any, is added in the same batch.
        """
        self.add(applicant.user)
        self._audit.record(UserRegistered(user_id=applicant.user.id), origin)
        return applicant.user

    def add(self, user: User) -> None:
        """Store a new user, in the caller's batch. Raises UsernameTaken, EmailTaken."""
        try:
            self._store.add(user)
        except AlreadyExists as taken:
            raise (UsernameTaken if taken.field == "username" else EmailTaken) from None

    def find(self, user_id: str) -> User | None:
        """The user with an id."""
        require_id(user_id)
        return self._present(self._store.find(user_id))

    def hold(self, user_id: str) -> User | None:
        """The user with an id; cannot be locked or deleted before the caller's batch ends."""
        return self._store.hold(user_id)

    def find_by_username(self, text: str) -> User | None:
        """The user with a name, in any spelling."""
        try:
            return self._present(self._store.find_by_username_key(read_user_name(text).canonical))
        except IdentifierRefused:
            return None

    def find_by_email(self, text: str) -> User | None:
        """The user with an email address, in any spelling."""
        try:
            return self._present(self._store.find_by_email_key(self._read_address(text).canonical))
        except IdentifierRefused:
            return None

    def find_by_identifier(self, text: str) -> User | None:
        """The user with a name or an address; only addresses contain an `@`."""
        return self.find_by_email(text) if "@" in text else self.find_by_username(text)

    def list_page(
        self, search: UserSearch = EVERYBODY, *, after_id: str | None = None, limit: int = 100
    ) -> Sequence[User]:
        """The next users after one, in the order of ids, which means nothing to people.

        The search may use any spelling of a name. At most `limit` users.
        """
        search = replace(search, prefix=_searched(search.prefix), contains=_searched(search.contains))
        page = self._store.list_page(search, after_id=after_id, limit=limit)
        return [self._profiles.present(user) for user in page]

    def list_by_ids(self, ids: Iterable[str]) -> Sequence[User]:
        """The users with these ids, in their order; unknown ids are skipped. One read for some hundred."""
        given = tuple(ids)
        for user_id in given:
            require_id(user_id)
        wanted = tuple(dict.fromkeys(given))
        found = {user.id: self._profiles.present(user) for user in self._store.list_by_ids(wanted)}
        return [found[user_id] for user_id in wanted if user_id in found]

    def choose_language(self, user_id: str, language: str) -> None:
        """Remember the language that a user chose. Raises UserNotFound."""
        if not self._store.set_language(user_id, language):
            raise UserNotFound

    def change_profile(self, user_id: str, changes: Mapping[str, object], origin: Origin = SYSTEM) -> User:
        """Merge changed fields into the profile. Raises ValidationFailed, UserNotFound, ProfileConflict."""
        require_id(user_id)
        user = self._store.find(user_id)
        if user is None:
            raise UserNotFound
        seen_at = user.updated_at
        profile = self._profiles.change(user.profile, changes)

        def replace_profile() -> None:
            if not self._store.replace_profile(
                user_id, seen_at=seen_at, profile=profile, now=self._clock.now()
            ):
                raise ProfileConflict
            self._audit.record(ProfileChanged(user_id=user_id, fields=tuple(sorted(changes))), origin)

        self._batches.in_batch(replace_profile)
        return self._found(user_id)

    def lock(self, user_id: str, *, origin: Origin = SYSTEM) -> bool:
        """Lock a user: every session ends, and logins are refused. False when already locked, or unknown."""
        require_id(user_id)

        def lock() -> bool:
            # First the lock, then the sessions: if interrupted, no new session can be opened.
            locked = self._store.lock(user_id, now=self._clock.now())
            if locked:
                self._end_sessions(user_id, reason="user_locked", origin=origin)
                self._audit.record(UserLocked(user_id=user_id), origin)
            return locked

        return self._batches.in_batch(lock)

    def unlock(self, user_id: str, *, origin: Origin = SYSTEM) -> bool:
        """Unlock a user; ended sessions stay ended."""
        require_id(user_id)

        def unlock() -> bool:
            unlocked = self._store.unlock(user_id, now=self._clock.now())
            if unlocked:
                self._audit.record(UserUnlocked(user_id=user_id), origin)
            return unlocked

        return self._batches.in_batch(unlock)

    def delete(self, user_id: str, *, origin: Origin = SYSTEM) -> bool:
        """Erase a user and its secrets; the audit trail keeps the id. False when it is unknown.

        The signal of UserDeleting notifies the application before.
        """
        require_id(user_id)
        if self._store.find(user_id) is None:
            return False
        self.announce_deletion(user_id, origin=origin)
        return self._batches.in_batch(lambda: self.erase(user_id, origin=origin))

    def announce_deletion(self, user_id: str, *, origin: Origin) -> None:
        """Notify the application that a user is about to be erased; outside of batches."""
        self._audit.record(UserDeleting(user_id=user_id), origin)

    def erase(self, user_id: str, *, origin: Origin) -> bool:
        """Erase a user, in the caller's batch. False when it is unknown."""
        self._store.lock(user_id, now=self._clock.now())
        self._end_sessions(user_id, reason="user_deleted", origin=origin)
        deleted = self._store.delete(user_id, now=self._clock.now())
        if deleted:
            self._audit.record(UserDeleted(user_id=user_id), origin)
        return deleted

    def _present(self, user: User | None) -> User | None:
        return None if user is None else self._profiles.present(user)

    def _read_address(self, text: str) -> EmailAddress:
        return read_email_address(text, local_domains=self._settings.local_email_domains)

    def _found(self, user_id: str) -> User:
        user = self.find(user_id)
        if user is None:
            raise UserNotFound
        return user

    def _read(
        self,
        text: str | None,
        pointer: str,
        read: Callable[[str], UserName | EmailAddress],
        errors: list[FieldError],
    ) -> tuple[str, str] | tuple[None, None]:
        if text is None:
            return None, None
        least = self._settings.min_username_length
        try:
            identifier = read(text)
            if isinstance(identifier, UserName) and len(identifier.canonical) < least:
                raise IdentifierRefused("too_short")
        except IdentifierRefused as refused:
            lengths = {"min_length": least, "max_length": _MAX_LENGTHS[pointer]}
            errors.append(FieldError(pointer, refused.code, lengths))
            return None, None
        return identifier.display, identifier.canonical


def _searched(text: str) -> str:
    return unicodedata.normalize("NFKC", text.strip()).lower()
