"""The table of `make bench`: rows that can be measured in a second, and what a row says."""

import pytest

from bench.hash_server import open_hash_server
from bench.load import load, request
from bench.row import Row, interleaved
from bench.rows import new_token


@pytest.mark.parametrize(
    ("ratio", "is_at_most", "reaches"),
    [(0.92, False, True), (0.91, False, False), (1.3, True, True), (1.31, True, False)],
)
def test_a_row_says_whether_it_reaches_its_aim(ratio: float, is_at_most: bool, reaches: bool) -> None:
    row = Row("views", "bare 100/s", "92/s", ratio, 1.3 if is_at_most else 0.92, is_at_most=is_at_most)

    assert row.reaches_aim is reaches
    assert ("missed" in str(row)) is not reaches


def test_sides_are_measured_in_turns_and_the_median_counts() -> None:
    order: list[str] = []
    figures = iter([1.0, 10.0, 100.0, 20.0, 2.0, 30.0])

    def side(name: str) -> float:
        order.append(name)
        return next(figures)

    seen = interleaved({"limit": lambda: side("limit"), "daemun": lambda: side("daemun")}, 3)

    assert order == ["limit", "daemun"] * 3
    assert seen == {"limit": 2.0, "daemun": 20.0}


def test_a_new_token_is_measured_beside_its_signature_alone() -> None:
    [row] = new_token.measure(count=50, rounds=9)

    # Which of them is slower, so short a run does not tell on a busy machine.
    assert row.ratio > 0.1
    assert "µs" in row.limit
    assert "µs" in row.daemun


def test_the_limit_of_logins_answers_every_client() -> None:
    with open_hash_server() as port:
        seen = load(port, [request("POST", "/auth/login", body={"password": "x"})], clients=3, seconds=0.5)

    assert set(seen.statuses) == {"200"}
    assert seen.statuses["200"] >= 3
