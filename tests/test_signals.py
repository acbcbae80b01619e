import logging
from dataclasses import MISSING, fields

import pytest
from flask import Flask

from daemun.composition.services import Services
from daemun.features.audit.events import Event, UserRegistered
from daemun.features.audit.service import SYSTEM
from daemun.signals import event_classes, every_event, signal_for
from tests.applications import MakeApp
from tests.builders import PASSWORD

MINSU = {"username": "minsu", "password": PASSWORD}


def an_event(kind: type[Event]) -> Event:
    needed = {each.name: "x" for each in fields(kind) if each.default is MISSING}
    return kind(user_id="user-kim", **needed)


def test_an_event_has_one_signal() -> None:
    assert signal_for("user.registered") is signal_for(UserRegistered)
    assert signal_for("user.registered") is not signal_for("user.logged_in")


def test_a_name_that_no_event_has_is_refused() -> None:
    with pytest.raises(ValueError, match=r"did you mean 'user\.registered'"):
        signal_for("user.registred")


@pytest.mark.parametrize("kind", event_classes(), ids=lambda kind: kind.name)
def test_every_event_is_told_once_and_only_after_it_is_stored(make_app: MakeApp, kind: type[Event]) -> None:
    app = make_app()
    services: Services = app.extensions["daemun"]
    event = an_event(kind)
    heard: list[Event] = []

    def listen(sender: Flask, event: Event) -> None:
        heard.append(event)

    with signal_for(kind).connected_to(listen, sender=app), every_event.connected_to(listen, sender=app):
        with pytest.raises(LookupError), services.store.batches.batch():  # noqa: PT012
            services.audit.record(event, SYSTEM)
            raise LookupError
        assert heard == []

        with services.store.batches.batch():
            services.audit.record(event, SYSTEM)
            assert heard == []

    assert heard == [event, event]


def test_a_host_hears_of_what_happens_in_its_own_application_alone(make_app: MakeApp) -> None:
    first, second = make_app(), make_app()
    heard: list[tuple[Flask, Event]] = []

    def listen(sender: Flask, event: Event) -> None:
        heard.append((sender, event))

    with signal_for("user.registered").connected_to(listen, sender=first):
        for app in (first, second):
            app.test_client().post("/auth/register", json=MINSU)

    ((sender, event),) = heard
    assert sender is first
    assert isinstance(event, UserRegistered)


def test_a_receiver_that_fails_disturbs_nobody(make_app: MakeApp, caplog: pytest.LogCaptureFixture) -> None:
    app = make_app()
    heard: list[Event] = []

    def fail(sender: Flask, event: Event) -> None:
        raise ZeroDivisionError

    def listen(sender: Flask, event: Event) -> None:
        heard.append(event)

    signal = signal_for(UserRegistered)
    with signal.connected_to(fail, sender=app), signal.connected_to(listen, sender=app):
        answer = app.test_client().post("/auth/register", json=MINSU)

    assert answer.status_code == 201
    assert len(heard) == 1
    assert (caplog.records[-1].name, caplog.records[-1].levelno) == ("daemun.signals", logging.ERROR)
