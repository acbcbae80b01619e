"""`make bench`: one table of ratios to limits measured in the same run. 15 minutes at most on two cores."""

import argparse
import datetime as dt
import os
import platform
import time
from collections.abc import Mapping
from functools import partial

from bench.row import HEAD, Measure
from bench.rows import footprint, growth, growth_mongodb, login, new_token, refresh, seen_token, waiting

ROWS: Mapping[str, Measure] = {
    "seen-token": seen_token.measure,
    "new-token": new_token.measure,
    "login": login.measure,
    "waiting": waiting.measure,
    "refresh": refresh.measure,
    "growth": growth.measure,
    "growth-mongodb": growth_mongodb.measure,
    "footprint": footprint.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=ROWS, nargs="*", default=list(ROWS))
    parser.add_argument("--users", type=int, default=growth.LARGE, help="to grow to (default: %(default)s)")
    arguments = parser.parse_args()
    rows: Mapping[str, Measure] = {**ROWS, "growth": partial(growth.measure, arguments.users)}
    began = time.monotonic()
    print(HEAD)
    missed = 0
    for name in arguments.only:
        for row in rows[name]():
            print(row, flush=True)
            missed += not row.reaches_aim
    took = (time.monotonic() - began) / 60
    today = dt.datetime.now(dt.UTC).date()
    print(f"\n{today}, Python {platform.python_version()}, {os.cpu_count()} cores, {took:.1f} min;", end=" ")
    print(f"medians of interleaved runs; {missed} of the aims missed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
