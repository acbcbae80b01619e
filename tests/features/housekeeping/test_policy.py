from daemun.features.housekeeping.model import Record
from daemun.features.housekeeping.policy import expired_at, revived_at
from daemun.features.lockout import policy as lockout_policy
from daemun.features.lockout.settings import LockoutSettings
from daemun.features.tokens.settings import TokenSettings
from daemun.testing import START


def longest(setting: str) -> object:
    (limit,) = (m for m in TokenSettings.model_fields[setting].metadata if hasattr(m, "le"))
    return limit.le


def test_revocations_outlive_every_access_token_that_they_concern() -> None:
    expired = expired_at(START)

    for kind in (Record.SESSIONS, Record.REVOKED_ROLES):
        assert START - expired.before[kind] > 2 * longest("access_token_lifetime")  # type: ignore[operator]


def test_counts_outlive_their_windows() -> None:
    expired, settings = expired_at(START), LockoutSettings()
    code, codes_in_a_row = lockout_policy.code_limits(settings)

    short = [
        *lockout_policy.address_limits(settings),
        lockout_policy.pair_limit(settings),
        lockout_policy.distinct_users_limit(settings),
        lockout_policy.registration_limit(settings),
        code,
    ]
    in_a_row = [
        lockout_policy.user_limit(settings),
        lockout_policy.known_device_limit(settings),
        codes_in_a_row,
    ]
    assert all(limit.window <= START - expired.before[Record.COUNTS] for limit in short)
    assert all(limit.window <= START - expired.before[Record.COUNTS_IN_A_ROW] for limit in in_a_row)


def test_every_kind_of_record_has_its_time() -> None:
    assert set(expired_at(START).before) | set(revived_at(START).before) == set(Record)
