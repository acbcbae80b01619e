"""UserImport: many users from a file, some hundred in a commit."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Final

from daemun.batch import Batches
from daemun.clock import Clock
from daemun.features.audit.events import Event, RoleGranted, UserImported
from daemun.features.audit.service import SYSTEM, Audit
from daemun.features.passwords.foreign_texts import HashRefused
from daemun.features.passwords.hasher import Hasher
from daemun.features.passwords.model import StoredPassword
from daemun.features.roles.errors import TooManyRoles
from daemun.features.roles.service import Roles, normal_role, read_role
from daemun.features.user_transfer.made_names import made_name
from daemun.features.user_transfer.model import (
    AnyRow,
    BrokenRow,
    ImportOptions,
    NameSource,
    OtherRow,
    Progress,
    Refusal,
    Renamed,
    Row,
)
from daemun.features.user_transfer.policy import Collision, KnownUsers, SeenRows, keys_of
from daemun.features.user_transfer.record import UserRecord, read_record, since
from daemun.features.user_transfer.store import Connections, SeenRow, UserTransferStore, WholeUser
from daemun.features.users.confusables import tolerated_skeleton
from daemun.features.users.identifier_refused import IdentifierRefused
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
    renamed: Renamed | None


@dataclass(slots=True)
class _Sorted:
    """What to do with rows that are valid by themselves."""

    new: list[_Checked]
    already_there: list[_Checked]
    refused: list[Refusal]
    unconnected: int = 0
    """Provider accounts of new users that are not imported."""


class UserImport:
    """Imports users. Existing users are not changed, so it may be repeated."""

    def __init__(
        self,
        store: UserTransferStore,
        connections: Connections,
        users: Users,
        roles: Roles,
        hasher: Hasher,
        batches: Batches,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._store = store
        self._connections = connections
        self._users = users
        self._roles = roles
        self._hasher = hasher
        self._batches = batches
        self._audit = audit
        self._clock = clock
        self._randomness = randomness

    def run(
        self, rows: Iterable[AnyRow], options: ImportOptions, *, origin: Origin = SYSTEM
    ) -> Iterator[Progress]:
        """Import rows, and report the results after each commit.

        If interrupted, everything reported is stored, and running it again continues there.
        """
        import_id = random_id(self._randomness)
        remaining = iter(rows)
        with closing(self._store.open_seen_rows()) as seen_rows:
            while chunk := list(islice(remaining, _ROWS_IN_A_COMMIT)):
                checked, refused = self._check_all(chunk, options)
                seen = seen_rows.find([key for each in checked for key in keys_of(each.whole.user)])
                if options.dry_run:
                    done = self._sort(checked, SeenRows(seen), options)
                    done.unconnected = sum(
                        not self._connections.knows(foreign)
                        for each in done.new
                        for foreign in each.row.identities
                    )
                else:
                    store_all = partial(self._store_all, checked, seen, options, import_id, origin)
                    done = self._batches.in_batch(store_all)
                taken = SeenRows({})
                for each in (*done.new, *done.already_there):
                    taken.add(each.whole.user, each.row.number)
                seen_rows.add(taken.rows)
                yield _progress(chunk, done, refused)

    def _check_all(
        self, rows: Iterable[AnyRow], options: ImportOptions
    ) -> tuple[list[_Checked], list[Refusal]]:
        checked: list[_Checked] = []
        refused: list[Refusal] = []
        for row in rows:
            match row:
                case OtherRow():
                    continue
                case BrokenRow():
                    refused.append(Refusal(row, (FieldError(row.pointer, row.code),)))
                case Row():
                    try:
                        checked.append(self._check(row, options))
                    except ValidationFailed as failed:
                        refused.append(Refusal(row, failed.errors))
        return checked, refused

    def _check(self, row: Row, options: ImportOptions) -> _Checked:
        """Check one row against every rule. Raises ValidationFailed."""
        record = read_record(row.fields, options.date_order)
        offered = {name: row.offered[name] for name in self._users.profile_fields & row.offered.keys()}
        user = self._draft(record, offered, options.name_from)
        _refuse_unwritable(user.profile)
        now = self._clock.now()
        created = min(record.created_at or now, now)
        is_locked_yet = record.locked_until is not None and record.locked_until > now
        user = replace(
            user,
            id=record.id if record.id is not None and _SOUND_ID.fullmatch(record.id) else user.id,
            created_at=created,
            email_verified_at=_verified_at(record, created, now) if user.email_key is not None else None,
            locked_at=since(record.locked or is_locked_yet, otherwise=now, now=now),
        )
        whole = WholeUser(user, self._password(user, record, options), self._held_roles(record, options))
        renamed = None
        if record.username is not None and user.username != record.username.strip(" "):
            renamed = _renamed(row.number, user, record.username)
        return _Checked(row, whole, renamed)

    def _held_roles(self, record: UserRecord, options: ImportOptions) -> tuple[str, ...]:
        roles = _role_names(record.roles, options)
        try:
            self._roles.check_size(roles)
        except TooManyRoles as refused:
            raise ValidationFailed(errors=(FieldError("/roles", refused.code, refused.params),)) from None
        return roles

    def _draft(self, record: UserRecord, offered: Mapping[str, object], name_from: NameSource | None) -> User:
        """A user with the name of the file or, if that cannot be one, with another.

        Raises ValidationFailed.
        """
        draft = partial(
            self._users.draft,
            email=record.email,
            profile={**offered, **record.profile},
            read_name=read_user_name,
        )
        try:
            return draft(username=record.username)
        except ValidationFailed as failed:
            is_for_name = any(error.pointer == "/username" for error in failed.errors)
            if name_from is None or not is_for_name or (made := made_name(record, name_from)) is None:
                raise
            return draft(username=made)

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

    def _sort(self, checked: list[_Checked], seen: SeenRows, options: ImportOptions) -> _Sorted:
        """Sort users into new, existing and conflicting ones."""
        known = KnownUsers(self._store.find_like([each.whole.user for each in checked]))
        done = _Sorted([], [], [])
        for each in checked:
            user = each.whole.user
            like = seen.find_look_alike(user) or _name_of(known.find_look_alike(user))
            match seen.judge(user) or known.judge(user):
                case Collision(code, number):
                    done.refused.append(_refusal(each.row, code, {"row": number}))
                    continue
                case "already_there":
                    done.already_there.append(each)
                case "new" | "look_alike" if like is None or options.accepts_look_alikes:
                    new = each if like is None else replace(each, whole=_tolerated(each.whole))
                    known.add(new.whole.user)
                    done.new.append(new)
                case "new" | "look_alike":
                    done.refused.append(
                        Refusal(each.row, (FieldError("/username", "look_alike", {"like": like or ""}),))
                    )
                    continue
                case taken:
                    done.refused.append(_refusal(each.row, taken))
                    continue
            seen.add(user, each.row.number)
        return done

    def _store_all(
        self,
        checked: list[_Checked],
        seen: Mapping[str, SeenRow],
        options: ImportOptions,
        import_id: str,
        origin: Origin,
    ) -> _Sorted:
        """Write all new users, in the caller's batch."""
        sum_ = _Sorted([], [], [])
        # Again for those whose name was registered between our look and our write.
        while checked:
            done = self._sort(checked, SeenRows(seen), options)
            added = self._store.add_all([each.whole for each in done.new])
            sum_.new += (new := [each for each in done.new if each.whole.user.id in added])
            sum_.already_there += done.already_there
            sum_.refused += done.refused
            self._record([each.whole for each in new], import_id, origin)
            sum_.unconnected += sum(
                not self._connections.add(each.whole.user.id, foreign, origin)
                for each in new
                for foreign in each.row.identities
            )
            checked = [each for each in done.new if each.whole.user.id not in added]
        return sum_

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


def _role_names(given: tuple[str, ...], options: ImportOptions) -> tuple[str, ...]:
    """Roles by their names here. Raises ValidationFailed."""
    if options.drops_roles:
        return ()
    names = {options.role_names.get(role, role) for role in map(normal_role, given)}
    return tuple(sorted({_role_name(name) for name in names if name}))


def _role_name(name: str) -> str:
    try:
        return read_role(name)
    except ValueError:
        raise _failed("/roles", "invalid_role", role=name) from None


def _renamed(number: int, user: User, before: str) -> Renamed | None:
    try:
        is_same = read_user_name(before).canonical == user.username_key
    except IdentifierRefused:
        is_same = False
    return None if is_same else Renamed(number, user.id, before, user.username or "")


def _progress(chunk: list[AnyRow], done: _Sorted, refused: list[Refusal]) -> Progress:
    left_behind = Counter(row.kind for row in chunk if isinstance(row, OtherRow))
    left_behind.update(left.kind for each in done.new for left in each.row.left_behind)
    if done.unconnected:
        left_behind["identity"] += done.unconnected
    return Progress(
        len(chunk),
        len(done.new),
        len(done.already_there),
        (*refused, *done.refused),
        tuple(each.renamed for each in done.new if each.renamed is not None),
        left_behind,
        frozenset(role for each in done.new for role in each.whole.roles),
    )


def _name_of(user: User | None) -> str | None:
    return None if user is None else user.username_key


def _tolerated(whole: WholeUser) -> WholeUser:
    user = whole.user
    name = tolerated_skeleton(user.username_key or "", user.id)
    return replace(whole, user=replace(user, username_skeleton=name))


def _refusal(row: Row, code: str, params: Mapping[str, int] = MappingProxyType({})) -> Refusal:
    return Refusal(row, (FieldError(f"/{code.partition('_')[0]}", code, params),))


def _failed(pointer: str, code: str, **params: str) -> ValidationFailed:
    return ValidationFailed(errors=(FieldError(pointer, code, params),))
