from daemun.composition.services import Services
from daemun.features.audit.events import Event, UsersExported
from daemun.features.user_transfer.model import ImportOptions, Row
from daemun.storage.open_store import open_store
from daemun.testing import FrozenClock
from tests.builders import PASSWORD, add_user, an_installation


def test_everybody_is_given_out_and_an_import_elsewhere_gives_the_same(
    services: Services, frozen_clock: FrozenClock
) -> None:
    services.users.lock(add_user(services, "locked").id)
    for number in range(700):
        user = add_user(services, f"person{number}", password=PASSWORD if number == 0 else None)
        services.roles.grant(user.id, "editor")
    exported = list(services.user_export.run())

    frozen_clock.tick(days=3)
    elsewhere = an_installation(open_store("sqlite://"), frozen_clock)
    rows = [Row(number, record) for number, record in enumerate(exported, 1)]
    list(elsewhere.user_import.run(rows, ImportOptions()))

    assert len(exported) == 701
    assert list(elsewhere.user_export.run()) == exported
    elsewhere.close()


def test_an_export_is_recorded_before_anything_is_given(services: Services, events: list[Event]) -> None:
    add_user(services)
    records = services.user_export.run()

    next(records)

    assert events == [UsersExported()]
