"""Feed the verifier, bodies and import readers with inputs that grow towards code not yet reached.

A finding is any exception but the documented ones, an answer that must not be, or an input that takes 10
seconds or 2 GiB. It is kept in a file that `python -m bench.fuzz.explore TARGET FILE` runs again.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

# Inputs of a million: what costs more gets fewer.
TARGETS: Final[Mapping[str, float]] = {"tokens": 0.6, "bodies": 0.25, "imports": 0.15}
_MAX_INPUT: Final = 8192
_SHOWN: Final = 4096


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="in all (default: %(default)s)")
    parser.add_argument("--target", choices=TARGETS, action="append", help="default: all")
    parser.add_argument("--seed", type=int, default=1, help="of the random choices (default: %(default)s)")
    chosen = parser.parse_args()
    found = [
        _explore(name, int(chosen.inputs * TARGETS[name]), chosen.seed) for name in chosen.target or TARGETS
    ]
    return 1 if any(found) else 0


def _explore(name: str, inputs: int, seed: int) -> bool:
    """Whether something was found."""
    folder = Path(tempfile.mkdtemp(prefix=f"daemun-fuzz-{name}-"))
    began = time.monotonic()
    options = (
        f"-runs={inputs}",
        f"-seed={seed}",
        f"-max_len={_MAX_INPUT}",
        "-timeout=10",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={folder}/",
    )
    ended = subprocess.run(
        [sys.executable, "-m", "bench.fuzz.explore", name, *options],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    took = time.monotonic() - began
    if ended.returncode != 0:
        _, _, told = (ended.stdout + ended.stderr).rpartition("Uncaught Python exception: ===")
        print(f"{name}: FOUND after {took:.0f} s; the input is in {folder}\n{told[:_SHOWN]}")
        return True
    folder.rmdir()
    reached = re.findall(r"cov: (\d+)", ended.stderr)
    branches = f", {reached[-1]} places of the code reached" if reached else ""
    print(f"{name}: {inputs:,} inputs in {took:.0f} s{branches}, nothing found", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
