"""Providers: what doctor says of their settings, and what a walk finds."""

from collections.abc import Iterator

import pytest

from daemun import Daemun
from daemun.doctor.finding import Finding, Level
from daemun.doctor.providers import examine_providers, walk_provider
from daemun.features.social_login.errors import ProviderNotFound
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.features.social_login.elsewhere import Answer, Elsewhere, json_answer

ORIGIN = {"http_origin": "https://login.example"}


@pytest.fixture
def elsewhere(frozen_clock: FrozenClock) -> Iterator[Elsewhere]:
    with Elsewhere() as provider:
        yield provider


def walk(make_app: MakeApp, elsewhere: Elsewhere, **settings: object) -> dict[str, Finding]:
    services = make_app(Daemun(providers={"school": elsewhere.settings(**settings)}), **ORIGIN).extensions[
        "daemun"
    ]
    return {each.id: each for each in walk_provider(services.social_login, services.settings, "school")}


def test_the_callback_address_is_told_as_it_must_be_entered(make_app: MakeApp, elsewhere: Elsewhere) -> None:
    app = make_app(Daemun(providers={"school": elsewhere.settings()}), **ORIGIN, http_url_prefix="/id")
    settings = app.extensions["daemun"].settings

    (found,) = examine_providers(settings)

    assert found.level is Level.OK
    assert found.sentence.endswith(" https://login.example/id/login/with/school/callback")


def test_what_is_doubtful_is_told(make_app: MakeApp, elsewhere: Elsewhere) -> None:
    app = make_app(Daemun(providers={"school": elsewhere.settings(trust_email=True)}))

    found = {
        each.id: each.in_production().level for each in examine_providers(app.extensions["daemun"].settings)
    }

    assert found == {
        "provider": Level.OK,
        "provider.trust_email": Level.WARNING,
        "provider.origin": Level.ERROR,
    }


def test_a_walk_reads_what_the_provider_publishes(make_app: MakeApp, elsewhere: Elsewhere) -> None:
    found = walk(make_app, elsewhere)

    assert {name: each.level for name, each in found.items()} == {
        "provider.discovery": Level.OK,
        "provider.keys": Level.OK,
        "provider.revocation": Level.OK,
        "provider.callback": Level.OK,
    }
    assert found["provider.revocation"].sentence == "it revokes no grants"
    elsewhere.metadata["revocation_endpoint"] = f"{elsewhere.issuer}/revoke"
    found = walk(make_app, elsewhere)
    assert found["provider.revocation"].sentence == "disconnecting here also disconnects there"
    assert f"{elsewhere.issuer}/authorize" in found["provider.discovery"].sentence


def test_a_walk_says_what_is_wrong(make_app: MakeApp, elsewhere: Elsewhere) -> None:
    keys = elsewhere.published_keys()["keys"]
    assert isinstance(keys, list)
    elsewhere.answers["/keys"] = json_answer({"keys": [{**key, "alg": "RS384"} for key in keys]})
    found = walk(make_app, elsewhere)
    assert (found["provider.keys"].level, found["provider.discovery"].level) == (Level.ERROR, Level.OK)

    elsewhere.answers["/discovery"] = Answer(200, b"<html>", {"Content-Type": "text/html"})

    found = walk(make_app, elsewhere)

    assert [(each.id, each.level) for each in found.values()] == [("provider.discovery", Level.ERROR)]


def test_a_provider_that_nobody_set_up_is_not_found(make_app: MakeApp) -> None:
    services = make_app(Daemun()).extensions["daemun"]

    with pytest.raises(ProviderNotFound):
        list(walk_provider(services.social_login, services.settings, "school"))
