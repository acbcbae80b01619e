"""Who must have a second factor, and what will do."""

from dataclasses import dataclass

import pytest
from pydantic import ValidationError

from daemun.composition.services import Services
from daemun.features.factors.demands import FactorDemands
from daemun.features.factors.settings import FactorSettings
from daemun.features.sessions.model import Kind
from daemun.features.users.model import User
from tests.builders import add_user


@dataclass(frozen=True)
class Enrolled:
    """A factor of everybody."""

    name: str
    kinds: tuple[Kind, ...] = (Kind.POSSESSION,)
    is_spare: bool = False
    resists_phishing: bool = False

    def is_enrolled(self, _user_id: str) -> bool:
        return True


TOTP, PASSKEY = Enrolled("totp"), Enrolled("passkey", resists_phishing=True)
SPARE = Enrolled("recovery_code", is_spare=True)
FOR_ALL = FactorSettings(required=True)
FOR_ADMINS = FactorSettings(required_roles=("admin", "운영자"))
RESISTANT_ADMINS = FactorSettings(phishing_resistant_roles=("admin",))
NO_CODES = FactorSettings(required=True, kinds=("passkey",))


@pytest.fixture
def editor(services: Services) -> User:
    user = add_user(services, "jiwoo")
    services.roles.grant(user.id, "editor")
    return user


@pytest.fixture
def admin(services: Services) -> User:
    user = add_user(services)
    services.roles.grant(user.id, "admin")
    return user


@pytest.mark.parametrize(
    ("settings", "of_editor", "of_admin"),
    [
        (FactorSettings(), False, False),
        (FOR_ALL, True, True),
        (FOR_ADMINS, False, True),
        (RESISTANT_ADMINS, False, True),
    ],
)
def test_one_is_demanded_of_all_or_of_roles(
    services: Services, settings: FactorSettings, editor: User, admin: User, of_editor: bool, of_admin: bool
) -> None:
    demands = FactorDemands(settings, services.roles)

    assert (demands.is_demanded(editor), demands.is_demanded(admin)) == (of_editor, of_admin)
    assert (demands.must_enroll(editor), demands.must_enroll(admin)) == (of_editor, of_admin)


@pytest.mark.parametrize(
    ("settings", "factors", "must"),
    [
        (FOR_ALL, [], True),
        (FOR_ALL, [TOTP], False),
        (FOR_ALL, [PASSKEY], False),
        (FOR_ALL, [SPARE], True),
        (FOR_ADMINS, [TOTP, SPARE], False),
        (RESISTANT_ADMINS, [TOTP, SPARE], True),
        (RESISTANT_ADMINS, [TOTP, PASSKEY], False),
        (NO_CODES, [TOTP], True),
        (NO_CODES, [PASSKEY], False),
    ],
)
def test_an_admin_enrolls_until_something_will_do(
    services: Services, admin: User, settings: FactorSettings, factors: list[Enrolled], must: bool
) -> None:
    demands = FactorDemands(settings, services.roles)
    demands.second_factors += factors

    assert demands.must_enroll(admin) is must
    assert demands.resists_phishing(admin) is (settings is RESISTANT_ADMINS)


def test_a_demand_that_nobody_can_meet_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs passkey in DAEMUN_FACTORS_KINDS"):
        FactorSettings(phishing_resistant_roles=("admin",), kinds=("totp",))
