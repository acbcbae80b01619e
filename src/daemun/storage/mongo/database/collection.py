"""A collection: its fields, its key, its indexes; documents have the names of the records' fields."""

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
"""Before all that we keep."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index; `only` says which documents it holds, as a partial index does."""

    name: str
    fields: tuple[str, ...]
    unique: bool = False
    only: Filter | None = None

    @property
    def command(self) -> dict[str, object]:
        """What `createIndexes` is told."""
        partial = {} if self.only is None else {"partialFilterExpression": dict(self.only)}
        unique = {"unique": True} if self.unique else {}
        return {"name": self.name, "key": dict.fromkeys(self.fields, 1), **unique, **partial}


# Comparisons, and no `$type`: MongoDB takes a partial index only for what it sees to be a part of it.
def with_text(*names: str) -> Filter:
    """What has a text in these fields, and not null."""
    return {name: {"$gt": ""} for name in names}


def with_instant(name: str) -> Filter:
    """What has an instant there. Whoever looks for what is over says from FIRST on, too."""
    return {name: {"$gte": FIRST}}


@dataclass(frozen=True, slots=True)
class Collection:
    """What is kept of one kind of record."""

    name: str
    fields: tuple[Field, ...]
    key: str | None = None
    """The field that is kept as `_id`; None: MongoDB gives an `_id` that nobody looks at."""
    indexes: tuple[Index, ...] = ()
    replaced: tuple[str, ...] = ()
    """Names of indexes of older versions, for which there are others now."""
    derived: Mapping[str, Callable[[Document], object]] = field(default_factory=dict)
    """Further fields, made of the others, for indexes."""

    @property
    def owner(self) -> str | None:
        """The name, in documents, of the field that says whose a document is."""
        if self.key == "user_id":
            return ID
        return "user_id" if any(each.name == "user_id" for each in self.fields) else None

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields that name one document."""
        if self.key is not None:
            return (self.key,)
        return next(index.fields for index in self.indexes if index.unique and index.only is None)

    def kept_name(self, name: str) -> str:
        """Give the name of a field in documents."""
        return ID if name == self.key else name

    def document(self, values: Mapping[str, object]) -> Document:
        """Make a whole document of values by field name."""
        made = self.encode(values)
        return made | {name: derive(made) for name, derive in self.derived.items()}

    def document_of(self, record: "DataclassInstance") -> Document:
        """Make a whole document of a record."""
        return self.document({each.name: getattr(record, each.name) for each in fields(record)})

    def encode(self, values: Mapping[str, object]) -> Document:
        """Make what is kept of some fields."""
        known = {each.name: each for each in self.fields}
        return {self.kept_name(name): known[name].encode(value) for name, value in values.items()}

    def values(self, document: Document) -> dict[str, object]:
        """Give the values by field name; a field that an older program did not write is left out."""
        return {
            each.name: each.decode(document[self.kept_name(each.name)])
            for each in self.fields
            if self.kept_name(each.name) in document
        }

    def read(self, kind: type[R], document: Document | None) -> R | None:
        """Make a record of a document."""
        return None if document is None else kind(**self.values(document))

    def read_all(self, kind: type[R], documents: Iterable[Document]) -> list[R]:
        """Make a record of each document."""
        return [kind(**self.values(document)) for document in documents]

    @property
    def validator(self) -> dict[str, object]:
        """What keeps wrong documents out, whoever writes them.

        A field that may be null may be missing: older programs do not write those that came later.
        """
        rules = {self.kept_name(each.name): each.rule for each in self.fields}
        required = [self.kept_name(each.name) for each in self.fields if not each.nullable]
        return {"$jsonSchema": {"bsonType": "object", "required": required, "properties": rules}}
