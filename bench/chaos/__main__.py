"""Faults under load, with a ledger: everything that was acknowledged is looked for afterwards.

Prints, for each fault, what was acknowledged, lost and answered wrongly, and the time to recover; ends with 1
if anything was lost, answered wrongly, or did not come back by itself.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.chaos import clock, disk, failover, flood, killed, network
from bench.chaos.finding import Finding

FAULTS: Mapping[str, Callable[[Path], Finding]] = {
    "worker": killed.kill_workers,
    "server": killed.kill_server,
    "postgresql": killed.kill_postgresql,
    "valkey": killed.kill_valkey,
    "dropped-packets": network.drop_packets,
    "cut": network.cut_network,
    "slow-database": network.slow_database,
    "valkey-dropped": network.drop_packets_to_valkey,
    "disk-full": disk.fill_disk,
    "clock": clock.step_clock,
    "half-open": flood.half_open_connections,
    "slow-loris": flood.slow_senders,
    "logins": flood.flood_logins,
    "unknown-kids": flood.flood_unknown_kids,
    "forged-tokens": flood.flood_forged_tokens,
    "registrations": flood.flood_registrations,
    "failover": failover.kill_primary,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("faults", nargs="*", choices=[[], *FAULTS], help="default: all")
    chosen = parser.parse_args().faults or FAULTS
    findings = []
    with tempfile.TemporaryDirectory(prefix="daemun-chaos-") as folder:
        Path(folder).chmod(0o755)
        for name in chosen:
            started = time.monotonic()
            finding = FAULTS[name](Path(folder) / name)
            print(f"{finding}\n{'':9}took: {time.monotonic() - started:.0f} s", flush=True)
            findings.append(finding)
    bad = [finding for finding in findings if finding.is_bad]
    print(
        f"{len(findings) - len(bad)} of {len(findings)} faults: nothing lost, nothing wrong, back by itself"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
