"""Finding: what a check has found."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Level(StrEnum):
    """The severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one subject, with the remedy."""

    id: str
    """Permanent, such as `store.clock`; for scripts."""
    level: Level
    sentence: str
    remedy: str = ""
    requirement: str = ""
    """The row of docs/reference/requirements.md that this is about."""
    is_wrong_in_production: bool = False

    def in_production(self) -> "Finding":
        """The same, with its severity in production."""
        return replace(self, level=Level.ERROR) if self.is_wrong_in_production else self
