"""Every module of the product has its test file, at the same place below tests/."""

from pathlib import Path

import pytest

from tests.promises.tree import ROOT, committed_files

# Declarations have nothing to test by themselves.
DECLARATIONS = {
    "__init__",
    "__main__",
    "errors",
    "events",
    "gateway",
    "provider_events",
    "identifier_refused",
    "model",
    "settings",
    "store",
    "token_texts",
}

# Source and the tests that cover it, where they are not at the mirrored place.
COVERED_BY = {
    "src/daemun/batch.py": "tests/storage/contract",
    "src/daemun/composition": "tests/test_extension.py",
    "src/daemun/origin.py": "tests/http/test_origin.py",
    "src/daemun/settings_group.py": "tests/settings/test_reading.py",
    "src/daemun/storage/mongo": "tests/storage/contract",
    "src/daemun/storage/redis": "tests/storage/contract",
    "src/daemun/storage/seen_rows.py": "tests/storage/contract/test_user_transfer.py",
    "src/daemun/storage/sql": "tests/storage/contract",
}

TESTS_OF = {Path("src/daemun"): Path("tests"), Path("verify/src/daemun_verify"): Path("verify/tests")}


def modules() -> list[Path]:
    return [
        file
        for file in committed_files()
        if file.suffix == ".py" and any(file.is_relative_to(source) for source in TESTS_OF)
        if file.stem not in DECLARATIONS
    ]


def mirrored_test(module: Path) -> Path:
    source = next(source for source in TESTS_OF if module.is_relative_to(source))
    return TESTS_OF[source] / module.relative_to(source).with_name(f"test_{module.name}")


def is_covered_elsewhere(module: Path) -> bool:
    return any(module.is_relative_to(source) for source in COVERED_BY)


def test_every_module_has_its_test_file() -> None:
    missing = [
        f"{module}: {mirrored_test(module)}"
        for module in modules()
        if not is_covered_elsewhere(module) and not (ROOT / mirrored_test(module)).exists()
    ]

    assert missing == []


@pytest.mark.parametrize(("source", "tests"), COVERED_BY.items())
def test_exceptions_are_still_needed(source: str, tests: str) -> None:
    assert (ROOT / source).exists()
    assert (ROOT / tests).exists()
