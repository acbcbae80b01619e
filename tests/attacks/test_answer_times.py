"""EN-02, HS-07: the time of an answer does not tell who has a user here."""

import time
from collections.abc import Callable
from statistics import median

import pytest

from tests.attacks.site import WRONG_PASSWORD, MakeSite

SAMPLES = 40
ROUNDS = 3


def measure(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


@pytest.mark.requirement("EN-02", "HS-07")
def test_known_and_unknown_users_take_the_same_time(make_site: MakeSite) -> None:
    limits = ("address_max_failures", "address_hour_max_failures", "address_max_users")
    site = make_site(**{f"lockout_{name}": 10**6 for name in limits}, lockout_max_failures=99)
    names = {"known": "minsu.kim", "unknown": "nobody.kim", "locked": "locked.lee"}
    site.add_user(names["known"])
    site.services.users.lock(site.add_user(names["locked"]).id)

    # Processor time of this process, interleaved: other work on the machine hardly counts.
    ratios: dict[str, list[float]] = {"unknown": [], "locked": []}
    for _ in range(ROUNDS):
        spent: dict[str, list[float]] = {name: [] for name in names}
        for number in range(SAMPLES):
            for kind in sorted(names, key=lambda kind: (number * 7 + len(kind)) % 3):
                name = names[kind]
                spent[kind].append(measure(lambda name=name: site.log_in(name, WRONG_PASSWORD)))  # type: ignore[misc]
        for kind, found_ratios in ratios.items():
            found_ratios.append(median(spent[kind]) / median(spent["known"]))
        # Counts of wrong tries would end in waits.
        for user in ("minsu.kim", "locked.lee"):
            found = site.services.users.find_by_username(user)
            assert found is not None
            site.services.lockout.unlock(found.id)
        names["unknown"] += "x"

    for found_ratios in ratios.values():
        assert abs(median(found_ratios) - 1) < 0.08
