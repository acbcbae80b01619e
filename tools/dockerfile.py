"""Reads a Dockerfile: instructions in their stages. Enough for our own; anything else is refused."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KNOWN = frozenset(
    {
        *("ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
        *("RUN", "STOPSIGNAL", "USER", "WORKDIR"),
    }
)
_VARIABLE = re.compile(r'(\w+)=("[^"]*"|\S*)')


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its name, and the rest on one line."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest as words, from the exec form (JSON) or split at spaces."""
        if self.rest.startswith("["):
            return [str(word) for word in json.loads(self.rest)]
        return self.rest.split()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its image, its name if it has one, and what follows."""

    image: str
    name: str | None
    instructions: tuple[Instruction, ...]

    def all(self, name: str) -> list[Instruction]:
        return [each for each in self.instructions if each.name == name]

    def last(self, name: str) -> Instruction:
        """Give the one that counts. Raises LookupError."""
        found = self.all(name)
        if not found:
            raise LookupError(f"there is no {name}")
        return found[-1]

    @property
    def environment(self) -> dict[str, str]:
        """All variables, as written."""
        return {
            name: value.strip('"') for each in self.all("ENV") for name, value in _VARIABLE.findall(each.rest)
        }


def read_stages(path: Path) -> list[Stage]:
    """Read a whole file. Raises ValueError for an instruction that is not KNOWN."""
    stages: list[Stage] = []
    for instruction in _read_instructions(path.read_text(encoding="utf-8")):
        if instruction.name not in KNOWN:
            raise ValueError(f"{instruction.name}: not an instruction that we use")
        if instruction.name == "FROM":
            image, *alias = instruction.words
            stages.append(Stage(image, alias[1] if alias else None, ()))
        elif not stages:
            raise ValueError(f"{instruction.name}: before the first FROM")
        else:
            last = stages[-1]
            stages[-1] = Stage(last.image, last.name, (*last.instructions, instruction))
    return stages


def _read_instructions(text: str) -> Iterator[Instruction]:
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n\s*", "", lines).splitlines():
        name, _, rest = line.strip().partition(" ")
        if name:
            yield Instruction(name.upper(), rest.strip())
