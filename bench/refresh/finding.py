"""Finding: what was tried, and every violation that was seen."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Finding:
    """One claim, put to the test on one database."""

    claim: str
    database: str
    tried: str = ""
    found: str = ""
    violations: list[str] = field(default_factory=list)

    def expect(self, is_so: bool, otherwise: str) -> None:  # noqa: FBT001 - as in assert
        """Note a violation unless it is so."""
        if not is_so:
            self.violations.append(otherwise)

    def __str__(self) -> str:
        verdict = "holds" if not self.violations else f"VIOLATED {len(self.violations)} times"
        lines = [f"{verdict:8} {self.database:10} {self.claim}", f"{'':20}tried: {self.tried}"]
        lines += [f"{'':20}found: {self.found}"] if self.found else []
        lines += [f"{'':20}! {violation}" for violation in self.violations[:10]]
        return "\n".join(lines)
