"""What a provider publishes about itself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from daemun import Daemun
from daemun.features.social_login.errors import ProviderUnavailable
from daemun.features.social_login.presets import CONSUMERS
from daemun.testing import FrozenClock
from tests.answers import code_of
from tests.applications import MakeApp
from tests.features.social_login.browser import come_back, leave, log_in_with
from tests.features.social_login.elsewhere import Elsewhere
from tests.features.social_login.posting import go
from tests.features.social_login.shapes import SHAPES, TENANT
from tests.features.social_login.stand_in import StandIn


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"token_endpoint": 17},
        {"jwks_uri": "javascript:alert(1)"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_document_that_does_not_fit_is_not_believed(
    client: FlaskClient, elsewhere: Elsewhere, metadata: dict[str, object]
) -> None:
    elsewhere.metadata = metadata

    answer = client.get("/auth/login/with/school")

    assert (answer.status_code, code_of(answer)) == (503, "provider_unavailable")


@pytest.mark.requirement("NT-01")
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/token", "https://127.0.0.1/token", "http://a.example/"]
)
def test_addresses_elsewhere_than_the_issuer_must_be_public(
    client: FlaskClient, elsewhere: Elsewhere, address: str
) -> None:
    elsewhere.metadata = {"token_endpoint": address}

    assert code_of(log_in_with(client, elsewhere, sub="1")) == "provider_unavailable"


def test_the_documents_are_fetched_once(client: FlaskClient, elsewhere: Elsewhere) -> None:
    for _ in range(3):
        log_in_with(client, elsewhere)

    assert [path for path in elsewhere.requests if path != "/token"] == ["/discovery", "/keys"]


def test_who_looks_at_a_provider_gets_what_it_says_now(app: Flask, elsewhere: Elsewhere) -> None:
    social_login = app.extensions["daemun"].social_login
    social_login.examine("school")
    assert elsewhere.requests == ["/discovery", "/keys"]

    # What is kept for logins is of before.
    log_in_with(app.test_client(), elsewhere)
    elsewhere.metadata = {"jwks_uri": f"{elsewhere.issuer}/other-keys"}
    with pytest.raises(ProviderUnavailable):
        social_login.examine("school")
    assert elsewhere.requests[-1] == "/other-keys"


@pytest.mark.requirement("OI-08")
def test_a_provider_that_names_itself_must_and_no_other_may(
    client: FlaskClient, elsewhere: Elsewhere
) -> None:
    back = elsewhere.approve(leave(client), sub="1")
    assert code_of(come_back(client, f"{back}&iss=https://evil.example")) == "provider_refused"
    back = elsewhere.approve(leave(client), sub="1")
    assert come_back(client, f"{back}&iss={elsewhere.issuer}").status_code == 302


@pytest.mark.requirement("OI-08")
def test_where_answers_name_the_provider_one_without_is_refused(
    client: FlaskClient, elsewhere: Elsewhere
) -> None:
    elsewhere.metadata = {"authorization_response_iss_parameter_supported": True}

    assert code_of(log_in_with(client, elsewhere, sub="1")) == "provider_refused"


@pytest.mark.requirement("OI-08")
@pytest.mark.parametrize(
    ("tenant", "is_taken"),
    [("{tenantid}", True), (TENANT, True), (CONSUMERS, False), ("", False)],
)
def test_a_key_of_one_tenant_signs_for_no_other(
    make_app: MakeApp, stand_in: StandIn, frozen_clock: FrozenClock, tenant: str, is_taken: bool
) -> None:
    providers = {"microsoft": stand_in.settings("microsoft")}
    app = make_app(Daemun(clock=frozen_clock, providers=providers), transport_cookies=True)
    shape = SHAPES["microsoft"]
    whose = f"{stand_in.base}/login.microsoftonline.com/{tenant}/v2.0"
    stand_in.false[shape.keys or ""] = stand_in.publish_keys(shape, issuer=whose)

    answer = go(app.test_client(), stand_in, "microsoft")

    assert (answer.status_code == 302) is is_taken, answer.text
