from daemun.composition.services import Services
from daemun.doctor.finding import Level
from daemun.doctor.lockout import examine_lockout
from daemun.features.audit.events import LoginFailed
from daemun.origin import Origin
from tests.applications import MakeApp


def test_many_failures_over_all_users_are_told(make_app: MakeApp) -> None:
    services: Services = make_app().extensions["daemun"]
    assert [finding.level for finding in examine_lockout(services.lockout)] == [Level.OK]

    for number in range(services.lockout.alarm_failures):
        origin = Origin(address=f"198.51.100.{number}")
        with services.lockout.counted_try(f"person{number}", origin) as counted:
            failure = LoginFailed(factor="pwd", reason="unknown_user")
            services.lockout.record_failure(failure, counted, origin)

    [finding] = examine_lockout(services.lockout)
    assert finding.level is Level.WARNING
    assert "passwords are being tried" in finding.sentence
