from flask import Flask

from daemun.features.audit.events import Event, UserRegistered
from daemun.signals import every_event, signal_for
from tests.applications import MakeApp
from tests.builders import PASSWORD


def test_an_event_has_one_signal() -> None:
    assert signal_for("user.registered") is signal_for("user.registered")
    assert signal_for("user.registered") is not signal_for("user.logged_in")


def test_a_host_hears_of_what_happens_in_its_own_application_alone(make_app: MakeApp) -> None:
    first, second = make_app(), make_app()
    heard: list[tuple[Flask, Event]] = []

    def listen(sender: Flask, event: Event) -> None:
        heard.append((sender, event))

    with signal_for("user.registered").connected_to(listen, sender=first):
        for app in (first, second):
            app.test_client().post("/auth/register", json={"username": "minsu", "password": PASSWORD})

    ((sender, event),) = heard
    assert sender is first
    assert isinstance(event, UserRegistered)


def test_one_signal_hears_of_every_event(make_app: MakeApp) -> None:
    app = make_app()
    heard: list[str] = []

    def listen(sender: Flask, event: Event) -> None:
        heard.append(event.name)

    with every_event.connected_to(listen, sender=app):
        app.test_client().post("/auth/register", json={"username": "minsu", "password": PASSWORD})

    assert heard == ["signing_key.added", "user.registered", "user.logged_in"]
