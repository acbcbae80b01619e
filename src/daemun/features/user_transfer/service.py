"""UserImport: many users from a file, some hundred in a commit."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import Event, RoleGranted, UserImported
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.passwords.foreign_texts import HashRefused
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.model import StoredPassword
from daemun.features.roles.errors import TooManyRoles
from daemun.features.roles.service import Roles, read_role
from daemun.features.user_transfer.model import BrokenRow, ImportOptions, Progress, Refusal, Row
from daemun.features.user_transfer.policy import KnownUsers
from daemun.features.user_transfer.record import UserRecord, read_record, since
from daemun.features.user_transfer.store import UserTransferStore, WholeUser
from daemun.features.users.confusables import tolerated_skeleton
from daemun.features.users.model import User
from daemun.features.users.service import Users
from daemun.features.users.user_name import read_user_name
from daemun.origin import Origin
from daemun.problem import FieldError
from daemun.randomness import Randomness, random_id
from daemun.validation import ValidationFailed

_ROWS_IN_A_COMMIT: Final = 500
_SOUND_ID: Final = re.compile(r"[A-Za-z0-9_.:|-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Checked:
    row: Row
    whole: WholeUser


class UserImport:
    """Brings users in; existing users stay as they are, so that it may be repeated."""

    def __init__(
        self,
        store: UserTransferStore,
        users: Users,
        roles: Roles,
        hasher: Hasher,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._store = store
        self._users = users
        self._roles = roles
        self._hasher = hasher
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness

    def run(
        self, rows: Iterable[Row | BrokenRow], options: ImportOptions, *, origin: Origin = SYSTEM
    ) -> Iterator[Progress]:
        """Import rows, and report what became of them after each commit.

        Stopped anywhere: what was reported is stored, and running it again continues there.
        """
        import_id = random_id(self._randomness)
        # Only a dry run has to remember who came before: nobody is stored.
        planned: dict[str, User] = {}
        remaining = iter(rows)
        while chunk := list(islice(remaining, _ROWS_IN_A_COMMIT)):
            checked, refused = self._check_all(chunk, options)
            if options.dry_run:
                new, known, taken = self._sort(checked, planned.values(), options)
                planned |= {each.whole.user.id: _only_keys(each.whole.user) for each in new}
                yield Progress(len(chunk), len(new), known, (*refused, *taken))
            else:
                store_all = partial(self._store_all, checked, options, import_id, origin)
                imported, known, taken = self._batches.in_batch(store_all)
                yield Progress(len(chunk), imported, known, (*refused, *taken))

    def _check_all(
        self, rows: Iterable[Row | BrokenRow], options: ImportOptions
    ) -> tuple[list[_Checked], list[Refusal]]:
        checked: list[_Checked] = []
        refused: list[Refusal] = []
        for row in rows:
            if isinstance(row, BrokenRow):
                refused.append(Refusal(row, (FieldError("", row.code),)))
                continue
            try:
                checked.append(_Checked(row, self._check(row, options)))
            except ValidationFailed as failed:
                refused.append(Refusal(row, failed.errors))
        return checked, refused

    def _check(self, row: Row, options: ImportOptions) -> WholeUser:
        """Hold one row against every rule. Raises ValidationFailed."""
        record = read_record(row.fields)
        offered = {name: row.offered[name] for name in self._users.profile_fields & row.offered.keys()}
        user = self._users.draft(
            username=record.username,
            email=record.email,
            profile=offered | record.profile,
            read_name=read_user_name,
        )
        _refuse_unwritable(user.profile)
        now = self._clock.now()
        created = min(record.created_at or now, now)
        user = replace(
            user,
            id=record.id if record.id is not None and _SOUND_ID.fullmatch(record.id) else user.id,
            created_at=created,
            email_verified_at=_verified_at(record, created, now) if user.email_key is not None else None,
            locked_at=since(record.locked, otherwise=now, now=now),
        )
        return WholeUser(user, self._password(user, record, options), self._held_roles(record))

    def _held_roles(self, record: UserRecord) -> tuple[str, ...]:
        roles = tuple(sorted({_role(role) for role in record.roles}))
        try:
            self._roles.check_size(roles)
        except TooManyRoles as refused:
            raise ValidationFailed(errors=(FieldError("/roles", refused.code, refused.params),)) from None
        return roles

    def _password(self, user: User, record: UserRecord, options: ImportOptions) -> StoredPassword | None:
        if record.password_hash is None:
            return None
        try:
            adopted = self._hasher.adopt(record.password_hash)
        except HashRefused as refused:
            raise _failed("/password_hash", refused.code) from None
        if adopted.is_weak and not options.accepts_weak_hashes:
            raise _failed("/password_hash", "weak_hash")
        now = self._clock.now()
        changed = record.password_changed_at
        return StoredPassword(
            user.id,
            adopted.stored,
            user.created_at if changed is None else min(changed, now),
            record.password_must_change,
        )

    def _sort(
        self, checked: list[_Checked], planned: Iterable[User], options: ImportOptions
    ) -> tuple[list[_Checked], int, list[Refusal]]:
        """Those who are new; how many are there already; who is in another's way."""
        known = KnownUsers([*planned, *self._store.find_like([each.whole.user for each in checked])])
        new: list[_Checked] = []
        already_there = 0
        refused: list[Refusal] = []
        for each in checked:
            match known.judge(each.whole.user):
                case "new":
                    known.add(each.whole.user)
                    new.append(each)
                case "already_there":
                    already_there += 1
                case "look_alike" if options.accepts_look_alikes:
                    new.append(replace(each, whole=_tolerated(each.whole)))
                    known.add(new[-1].whole.user)
                case "look_alike":
                    refused.append(Refusal(each.row, (_looks_like(known.find_look_alike(each.whole.user)),)))
                case taken:
                    refused.append(Refusal(each.row, (FieldError(f"/{taken.partition('_')[0]}", taken),)))
        return new, already_there, refused

    def _store_all(
        self, checked: list[_Checked], options: ImportOptions, import_id: str, origin: Origin
    ) -> tuple[int, int, list[Refusal]]:
        """Write all who are new, in the caller's batch; how many, how many are there already, who is in
        another's way.
        """
        imported = already_there = 0
        refused: list[Refusal] = []
        # Again for those whose name was registered between our look and our write.
        while checked:
            new, known, taken = self._sort(checked, (), options)
            added = self._store.add_all([each.whole for each in new])
            self._record([each.whole for each in new if each.whole.user.id in added], import_id, origin)
            imported += len(added)
            already_there += known
            refused += taken
            checked = [each for each in new if each.whole.user.id not in added]
        return imported, already_there, refused

    def _record(self, added: list[WholeUser], import_id: str, origin: Origin) -> None:
        events: list[Event] = []
        for whole in added:
            events.append(UserImported(user_id=whole.user.id, import_id=import_id))
            events += [RoleGranted(user_id=whole.user.id, role=role) for role in whole.roles]
        self._audit.record_all(events, origin)


def _verified_at(record: UserRecord, created: datetime, now: datetime) -> datetime | None:
    return since(record.email_verified, otherwise=created, now=now)


def _refuse_unwritable(profile: Mapping[str, object]) -> None:
    try:
        json.dumps(dict(profile), allow_nan=False)
    except ValueError:
        raise _failed("/profile", "invalid") from None


def _role(text: str) -> str:
    try:
        return read_role(text)
    except ValueError:
        raise _failed("/roles", "invalid_role") from None


def _failed(pointer: str, code: str) -> ValidationFailed:
    return ValidationFailed(errors=(FieldError(pointer, code),))


def _tolerated(whole: WholeUser) -> WholeUser:
    user = whole.user
    name = tolerated_skeleton(user.username_key or "", user.id)
    return replace(whole, user=replace(user, username_skeleton=name))


def _looks_like(other: User | None) -> FieldError:
    return FieldError("/username", "look_alike", {"like": (other and other.username_key) or ""})


def _only_keys(user: User) -> User:
    return replace(user, username=None, email=None, profile={})
