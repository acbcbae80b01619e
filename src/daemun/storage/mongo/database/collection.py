"""A collection: its fields, key and indexes. Documents use the names of the records' fields."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from daemun.storage.mongo.database.fields import Field

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Document = dict[str, Any]
Filter = Mapping[str, Any]
R = TypeVar("R")

PREFIX: Final = "daemun_"
ID: Final = "_id"
FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Earlier than every time that we store."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index; `only` restricts its documents (a partial index)."""

    name: str
    fields: tuple[str, ...]
    unique: bool = False
    only: Filter | None = None

    @property
    def command(self) -> dict[str, object]:
        """The specification for `createIndexes`."""
        partial = {} if self.only is None else {"partialFilterExpression": dict(self.only)}
        unique = {"unique": True} if self.unique else {}
        return {"name": self.name, "key": dict.fromkeys(self.fields, 1), **unique, **partial}


# Comparisons, not `$type`: MongoDB uses a partial index only for filters that it can tell are covered.
def with_text(*names: str) -> Filter:
    """Matches documents with a text, not null, in these fields."""
    return {name: {"$gt": ""} for name in names}


def with_instant(name: str) -> Filter:
    """Matches documents with an instant there. To use the index, queries must also start at FIRST."""
    return {name: {"$gte": FIRST}}


@dataclass(frozen=True, slots=True)
class Collection:
    """How one kind of record is stored."""

    name: str
    fields: tuple[Field, ...]
    key: str | None = None
    """The field that is stored as `_id`; None: MongoDB generates an `_id` that is not used."""
    indexes: tuple[Index, ...] = ()
    replaced: tuple[str, ...] = ()
    """Names of indexes of older versions that others have replaced."""
    derived: Mapping[str, Callable[[Document], object]] = field(default_factory=dict)
    """Fields computed from the others, for indexes."""

    @property
    def owner(self) -> str | None:
        """The name, in documents, of the field with the user whom a document belongs to."""
        if self.key == "user_id":
            return ID
        return "user_id" if any(each.name == "user_id" for each in self.fields) else None

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields that identify one document."""
        if self.key is not None:
            return (self.key,)
        return next(index.fields for index in self.indexes if index.unique and index.only is None)

    def kept_name(self, name: str) -> str:
        """The name of a field in documents."""
        return ID if name == self.key else name

    def document(self, values: Mapping[str, object]) -> Document:
        """Make a whole document from values by field name."""
        made = self.encode(values)
        return made | {name: derive(made) for name, derive in self.derived.items()}

    def document_of(self, record: "DataclassInstance") -> Document:
        """Make a whole document from a record."""
        return self.document({each.name: getattr(record, each.name) for each in fields(record)})

    def encode(self, values: Mapping[str, object]) -> Document:
        """Encode some fields for storage."""
        known = {each.name: each for each in self.fields}
        return {self.kept_name(name): known[name].encode(value) for name, value in values.items()}

    def values(self, document: Document) -> dict[str, object]:
        """The values by field name, without fields that an older program did not write."""
        return {
            each.name: each.decode(document[self.kept_name(each.name)])
            for each in self.fields
            if self.kept_name(each.name) in document
        }

    def read(self, kind: type[R], document: Document | None) -> R | None:
        """Make a record from a document."""
        return None if document is None else kind(**self.values(document))

    def read_all(self, kind: type[R], documents: Iterable[Document]) -> list[R]:
        """Make a record from each document."""
        return [kind(**self.values(document)) for document in documents]

    @property
    def validator(self) -> dict[str, object]:
        """The validator that rejects wrong documents, whoever writes them.

        A nullable field may be missing: older programs do not write fields that were added later.
        """
        rules = {self.kept_name(each.name): each.rule for each in self.fields}
        required = [self.kept_name(each.name) for each in self.fields if not each.nullable]
        return {"$jsonSchema": {"bsonType": "object", "required": required, "properties": rules}}
