"""Finding: what one fault did."""

from collections import Counter
from dataclasses import dataclass, field

_SHOWN = 5


@dataclass(slots=True)
class Finding:
    """One fault, with what was acknowledged meanwhile and what became of it."""

    fault: str
    acknowledged: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    refused: int = 0
    unanswered: int = 0
    slowest: float = 0.0
    """Seconds of the slowest answer while the fault lasted."""
    slowest_live: float = 0.0
    """The same of `/health/live`."""
    recovery: float | None = None
    """Seconds from the end of the fault until everything was done again; None: it never was."""
    skipped: str | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        return self.skipped is None and bool(self.lost or self.wrong or self.recovery is None)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def expect(self, is_so: bool, otherwise: str) -> None:  # noqa: FBT001 - as in assert
        """Count as a wrong answer unless it is so."""
        if not is_so:
            self.wrong.append(otherwise)

    def __str__(self) -> str:
        if self.skipped is not None:
            return f"skipped  {self.fault}: {self.skipped}"
        told = ", ".join(f"{number} {kind}" for kind, number in self.acknowledged.items())
        recovery = "NEVER" if self.recovery is None else f"{self.recovery:.2f} s"
        lines = [
            f"{'BAD' if self.is_bad else 'holds':8} {self.fault}",
            f"acknowledged: {told}; lost: {len(self.lost)}; wrong answers: {len(self.wrong)}",
            f"refused with 503: {self.refused}; no answer: {self.unanswered}",
            f"slowest answer: {self.slowest:.2f} s; /health/live: {self.slowest_live:.2f} s",
            f"recovered after: {recovery}",
            *self.notes,
            *(f"! lost: {each}" for each in self.lost[:_SHOWN]),
            *(f"! wrong: {each}" for each in self.wrong[:_SHOWN]),
        ]
        return f"\n{'':9}".join(lines)
