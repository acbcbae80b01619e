"""One target in a process of its own, because a fuzzer ends its process: `python -m bench.fuzz.explore`."""

import importlib
import sys
import tempfile
from pathlib import Path

import atheris


def main() -> None:
    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["daemun", "daemun_verify"]):
        target = importlib.import_module(f"bench.fuzz.{name}")
    with tempfile.TemporaryDirectory(prefix="daemun-seeds-") as folder:
        for number, seed in enumerate(target.seeds()):
            Path(folder, str(number)).write_bytes(seed)
        atheris.Setup([name, *options, folder], target.try_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
