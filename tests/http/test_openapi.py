"""The description says what is mounted, with the settings as they are."""

import inspect
import re
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel, Field

from daemun import Daemun, login_required
from daemun.http.operation import operation_of
from daemun.testing import FrozenClock
from tests.applications import MakeApp
from tests.builders import PASSWORD

NOT_DESCRIBED = {"/auth/openapi.json", "/auth/daemun-passkeys.js", "/auth/docs", "/auth/docs/<name>"}


class Company(BaseModel):
    name: str = Field(max_length=40)
    city: str | None = None


class Profile(BaseModel):
    nickname: str = Field(max_length=20)
    company: Company | None = None


def described(app: Flask) -> dict[str, Any]:
    document: dict[str, Any] = app.test_client().get("/auth/openapi.json").get_json()
    return document


def codes(document: dict[str, Any], path: str, method: str, status: int) -> set[str]:
    text = document["paths"][path][method]["responses"][str(status)]["description"]
    return set(re.findall(r"^- `(\w+)`", text, re.MULTILINE))


@pytest.mark.parametrize("cookies", [False, True])
@pytest.mark.parametrize("profile", [None, Profile])
def test_the_description_keeps_to_the_standard(
    make_app: MakeApp, frozen_clock: FrozenClock, cookies: bool, profile: type[BaseModel] | None
) -> None:
    app = make_app(
        Daemun(clock=frozen_clock, profile=profile),
        transport_cookies=cookies,
        transport_query_string=True,
        transport_form_field=True,
    )

    OpenAPIV31SpecValidator(described(app)).validate()


def test_every_mounted_call_is_described(make_app: MakeApp) -> None:
    app = make_app()
    mounted = {
        (method.lower(), rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("daemun.")
        and rule.rule not in NOT_DESCRIBED
        # Other forms of `GET /verify`, for proxies that have no choice.
        and not rule.endpoint.endswith(".verify_as_asked")
    }

    paths = described(app)["paths"]

    found = {(method, f"/auth{path}") for path, calls in paths.items() for method in calls}
    assert found == {(method, re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule)) for method, rule in mounted}


def test_the_described_body_is_the_one_that_the_view_reads(make_app: MakeApp) -> None:
    for view in make_app().view_functions.values():
        operation = operation_of(view)
        if operation is None:
            continue
        reads = re.findall(r"read_body\((\w+)\)", inspect.getsource(inspect.unwrap(view)))
        assert reads == ([] if operation.body is None else [operation.body.__name__])


def test_the_name_of_a_call_is_good_for_clients(make_app: MakeApp) -> None:
    paths = described(make_app())["paths"]

    names = [call["operationId"] for calls in paths.values() for call in calls.values()]
    assert len(names) == len(set(names))
    assert {"register", "log_in", "refresh", "log_out", "list_sessions"} <= set(names)


def test_refusals_of_the_guard_the_body_and_the_view_are_told(make_app: MakeApp) -> None:
    document = described(make_app())

    assert {"fresh_login_required", "token_missing"} <= codes(document, "/sessions", "delete", 401)
    assert "fresh_login_required" not in codes(document, "/sessions", "get", 401)
    assert codes(document, "/register", "post", 409) == {"username_taken", "email_taken"}
    assert codes(document, "/login", "post", 415) == {"unsupported_media_type"}
    assert codes(document, "/me/password", "post", 403) == {"factor_enrolment_required"}
    assert codes(document, "/me", "get", 403) == {"factor_enrolment_required", "password_change_required"}


def test_a_refusal_has_its_facts_and_headers(make_app: MakeApp) -> None:
    document = described(make_app())
    schemas, responses = document["components"]["schemas"], document["paths"]["/login"]["post"]["responses"]

    assert schemas["TooManyTries"]["properties"]["retry_after"]["type"] == "integer"
    assert {"login_attempt", "factors"} <= set(schemas["SecondFactorRequired"]["required"])
    assert "errors" in schemas["ValidationFailed"]["required"]
    assert schemas["TokenExpired"]["properties"]["code"]["const"] == "token_expired"
    assert responses["429"]["headers"]["Retry-After"]["required"]
    assert responses["401"]["headers"]["WWW-Authenticate"]["required"]


def test_only_calls_that_need_a_token_ask_for_one(make_app: MakeApp) -> None:
    paths = described(make_app())["paths"]

    assert paths["/me"]["get"]["security"] == [{"bearer": []}]
    assert paths["/login"]["post"]["security"] == []
    assert paths["/refresh"]["post"]["security"] == []


def test_in_cookie_transport_tokens_are_in_cookies(make_app: MakeApp) -> None:
    document = described(make_app(transport_cookies=True))

    log_in, refresh = (document["paths"][path]["post"] for path in ("/login", "/refresh"))
    assert "access_token" not in document["components"]["schemas"]["TokensAnswer"]["properties"]
    assert "token" not in document["components"]["schemas"]["RegisteredAnswer"]["required"]
    assert "Set-Cookie" in log_in["responses"]["200"]["headers"]
    assert codes(document, "/login", "post", 403) == {"cross_site_request"}
    assert not refresh["requestBody"]["required"]
    assert {"refreshCookie": []} in refresh["security"]
    assert {"accessCookie": []} in document["paths"]["/me"]["get"]["security"]


def test_tokens_in_addresses_are_told_where_they_are_taken(make_app: MakeApp) -> None:
    document = described(make_app(transport_query_string=True))

    assert {"queryString": []} in document["paths"]["/me"]["get"]["security"]
    assert document["components"]["securitySchemes"]["queryString"]["name"] == "access_token"


def test_fields_of_the_application_are_described(make_app: MakeApp, frozen_clock: FrozenClock) -> None:
    schemas = described(make_app(Daemun(clock=frozen_clock, profile=Profile)))["components"]["schemas"]

    assert schemas["NewProfile"]["required"] == ["nickname"]
    assert "profile" in schemas["RegisterBody"]["required"]
    assert "required" not in schemas["ProfileChanges"]
    assert schemas["UserAnswer"]["properties"]["profile"] == {"$ref": "#/components/schemas/Profile"}
    assert schemas["NewProfile.Company"]["properties"]["name"]["maxLength"] == 40


def test_without_fields_of_its_own_a_profile_is_empty(make_app: MakeApp) -> None:
    schemas = described(make_app())["components"]["schemas"]

    assert schemas["NewProfile"]["maxProperties"] == 0
    assert "profile" not in schemas["RegisterBody"]["required"]


def test_routes_of_the_application_stay_its_own(make_app: MakeApp) -> None:
    app = make_app()

    @app.get("/auth/private")
    @login_required
    def private() -> str:
        return ""

    assert "/private" not in described(app)["paths"]


def test_examples_are_accepted(make_app: MakeApp) -> None:
    app = make_app()
    paths = described(app)["paths"]
    client = app.test_client()

    def try_example(path: str, token: str | None = None) -> tuple[int, dict[str, Any]]:
        body = paths[path]["post"]["requestBody"]["content"]["application/json"]["example"]
        answer = client.post(
            f"/auth{path}", json=body, headers={"Authorization": f"Bearer {token}"} if token else {}
        )
        return answer.status_code, answer.get_json(silent=True) or {}

    registered, tokens = try_example("/register")
    assert registered == 201
    assert try_example("/login")[0] == 200
    assert try_example("/reauthenticate", tokens["access_token"])[0] == 200
    assert try_example("/me/password", tokens["access_token"])[0] == 200
    assert PASSWORD not in str(paths)


def test_methods_that_are_not_described_are_refused_but_by_the_call_for_proxies(make_app: MakeApp) -> None:
    app = make_app()
    client = app.test_client()
    asked = 0

    for path, operations in described(app)["paths"].items():
        for method in {"get", "post", "put", "patch", "delete", "trace"} - set(operations):
            answer = client.open(f"/auth{path}".replace("{", "").replace("}", ""), method=method.upper())
            if path != "/verify":
                assert answer.status_code == 405, (method, path)
                asked += 1

    assert asked > 60
