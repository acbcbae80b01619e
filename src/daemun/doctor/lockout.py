"""Whether passwords are being guessed right now."""

from collections.abc import Iterator

from daemun.doctor.finding import Finding, Level
from daemun.features.lockout.service import Lockout


def examine_lockout(lockout: Lockout) -> Iterator[Finding]:
    """Read how many logins of all users failed recently."""
    failures = lockout.recent_failures()
    if failures < lockout.alarm_failures:
        yield Finding("lockout.failures", Level.OK, f"{failures} logins failed lately")
        return
    yield Finding(
        "lockout.failures",
        Level.WARNING,
        f"{failures} logins of different users or addresses failed lately: passwords are being tried",
        "look at `login.failed` in the audit trail, and have a proxy slow down where they come from",
        requirement="TH-10",
    )
