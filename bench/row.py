"""Row: one line of `make bench`, a ratio to a limit that was measured in the same run."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

Side = Callable[[], float]
"""Measures one thing once, in any unit that all sides share."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, and what it should be; texts as they stand in the table."""

    name: str
    limit: str
    daemun: str
    ratio: float
    aim: float
    is_at_most: bool = False
    """Whether the ratio may be at most `aim`; else it must reach it."""
    peers: Mapping[str, str] = field(default_factory=dict)

    @property
    def reaches_aim(self) -> bool:
        return self.ratio <= self.aim if self.is_at_most else self.ratio >= self.aim

    def __str__(self) -> str:
        aim = f"{'≤' if self.is_at_most else '≥'} {self.aim:g}"
        told = f"**{self.ratio:.2f}**" if self.reaches_aim else f"{self.ratio:.2f} (missed)"
        peers = "; ".join(f"{name} {figure}" for name, figure in self.peers.items()) or "-"
        return f"| {self.name} | {self.limit} | {self.daemun} | {told} | {aim} | {peers} |"


Measure = Callable[[], Iterator[Row]]

HEAD = """\
| what | limit | Daemun | ratio | aim | peers |
| --- | --- | --- | --- | --- | --- |"""


def interleaved(sides: Mapping[str, Side], rounds: int) -> dict[str, float]:
    """Measure all sides in turns, so that what disturbs one disturbs the others; medians."""
    seen: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            seen[name].append(measure())
    return {name: median(figures) for name, figures in seen.items()}
