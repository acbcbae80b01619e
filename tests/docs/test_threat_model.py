"""Every defence that the threat model names has a test."""

import re

from tests.docs.pages import ROOT
from tools.generate_requirements import find_tests

PAGE = (ROOT / "docs/explanation/threat-model.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?P<attack>.+?) \|(?:.+\|)? (?P<proof>[^|]+) \|$", PAGE, re.MULTILINE)


def test_every_defence_that_is_named_has_a_test() -> None:
    tested = find_tests(ROOT)
    named = {row for _, proof in ROWS for row in re.findall(r"\b[A-Z]{2}-\d{2}\b", proof)}

    assert named
    assert sorted(row for row in named if not tested.get(row)) == []


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`((?:tests|examples|verify)/[\w/]+\.py)`(?:: `(test_\w+)`)?", PAGE)

    assert named
    for file, test in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {test}" in text, f"{file}: {test}"


def test_every_attack_has_a_proof() -> None:
    attacks = [(attack, proof) for attack, proof in ROWS if attack not in ("attack", "stolen", "what", "---")]
    unproven = [attack for attack, proof in attacks if not re.search(r"[A-Z]{2}-\d{2}|test_\w+", proof)]

    assert unproven == []
