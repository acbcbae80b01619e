from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def samples() -> Path:
    """Files of invented people in the real shape of each product's exports."""
    return SAMPLES
