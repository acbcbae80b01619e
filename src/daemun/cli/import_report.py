"""What `daemun users import` reports."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import click

from daemun.cli.output import written
from daemun.features.user_transfer.model import BrokenRow, Progress, Refusal, Row
from daemun.features.user_transfer.sources.own import REFUSED
from daemun.localization import FALLBACK, Catalogs
from daemun.problem import FieldError

_SHOWN: Final = 10
_IN_FILE: Final = {
    "username_taken": "username_taken_in_file",
    "email_taken": "email_taken_in_file",
    "id_taken": "id_taken_in_file",
}


@dataclass(slots=True)
class ImportReport:
    """The results of all rows so far."""

    catalogs: Catalogs
    language: str
    known_roles: frozenset[str]
    """Roles that somebody had before the import."""
    imported: int = 0
    already_there: int = 0
    refused: int = 0
    renamed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    left_behind: Counter[str] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    first_refusals: list[str] = field(default_factory=list)
    first_renames: list[str] = field(default_factory=list)

    def count(self, progress: Progress) -> None:
        """Add the results of some rows."""
        self.imported += progress.imported
        self.already_there += progress.already_there
        self.refused += len(progress.refused)
        self.renamed += len(progress.renamed)
        self.left_behind.update(progress.left_behind)
        self.roles |= progress.roles
        for refusal in progress.refused:
            self.reasons.update({error.code for error in refusal.errors})
        for refusal in progress.refused[: _SHOWN - len(self.first_refusals)]:
            self.first_refusals.append(f"row {refusal.row.number}: {self._reasons(refusal)}")
        for each in progress.renamed[: _SHOWN - len(self.first_renames)]:
            self.first_renames.append(f"row {each.number}: {written(each.before)} -> {written(each.after)}")

    def print(self, *, as_json: bool, dry_run: bool) -> None:
        """Print the totals; after the first three lines, zeros are left out."""
        new_roles = sorted(self.roles - self.known_roles)
        if as_json:
            click.echo(json.dumps(self._members(new_roles), ensure_ascii=False))
            return
        click.echo(f"{'would be imported' if dry_run else 'imported'}: {self.imported}")
        click.echo(f"already there: {self.already_there}")
        click.echo(f"refused: {self.refused}")
        _print_some(self.first_refusals, self.refused, self._rest())
        if self.renamed:
            click.echo(f"renamed: {self.renamed}")
            _print_some(self.first_renames, self.renamed)
        if self.left_behind:
            kinds = (f"{count} {written(kind)}" for kind, count in self.left_behind.most_common())
            click.echo(f"left behind: {', '.join(kinds)}")
        if new_roles:
            click.echo(f"roles that nobody had before: {', '.join(map(written, new_roles))}")

    def _rest(self) -> str:
        """Summarize all refusals, when there are too many to print."""
        counts = ", ".join(f"{count} {code}" for code, count in self.reasons.most_common())
        return f"; in all {counts}. --rejected FILE writes every one"

    def _members(self, new_roles: list[str]) -> dict[str, object]:
        return {
            "imported": self.imported,
            "already_there": self.already_there,
            "refused": self.refused,
            "reasons": dict(self.reasons.most_common()),
            "renamed": self.renamed,
            "left_behind": dict(self.left_behind.most_common()),
            "new_roles": new_roles,
        }

    def _reasons(self, refusal: Refusal) -> str:
        return "; ".join(
            f"{written(error.pointer)} {error.code}: {self._sentence(error, refusal.row)}".strip()
            for error in refusal.errors
        )

    def _sentence(self, error: FieldError, row: Row | BrokenRow) -> str:
        if error.text is not None:
            return self.catalogs.sentence(self._language, error.text, error.params)
        code = error.code
        if isinstance(row, BrokenRow):
            is_json = row.text.lstrip().startswith(("{", "["))
            broken = "broken_member" if row.pointer else "broken_json" if is_json else code
            code = {"too_long": "row_too_long", "broken": broken}.get(code, code)
        code = _IN_FILE.get(code, code) if "row" in error.params else code
        text = self.catalogs.text(self._language, f"import_error.{code}", error.params)
        return text or self.catalogs.text(self._language, f"field_error.{code}", error.params)

    @property
    def _language(self) -> str:
        return self.language if self.language in self.catalogs.languages else FALLBACK


def refused_line(refusal: Refusal, profile_fields: frozenset[str]) -> Mapping[str, object]:
    """The row in our own format, to be fixed and imported again, and why it was refused."""
    errors = [{"pointer": error.pointer, "code": error.code, **error.params} for error in refusal.errors]
    reason: dict[str, object] = {"row": refusal.row.number, "errors": errors}
    if isinstance(refusal.row, BrokenRow):
        return {REFUSED: {**reason, "text": refusal.row.text}}
    members = {name: value for name, value in refusal.row.fields.items() if value is not None}
    if taken := {name: refusal.row.offered[name] for name in profile_fields & refusal.row.offered.keys()}:
        members.setdefault("profile", taken)
    return {**members, REFUSED: reason}


def _print_some(lines: list[str], count: int, rest: str = "") -> None:
    for line in lines:
        click.echo(f"  {line}")
    if count > len(lines):
        click.echo(f"  ... {count - len(lines)} more{rest}")
