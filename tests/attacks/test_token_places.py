"""RS-01, IV-04: where an access token may be, and that it is in one place only."""

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from daemun import current_user, login_required
from daemun.features.users.model import User
from tests.attacks.site import Answer, MakeSite, Site, bearer


def add_view(app: Flask) -> None:
    @app.route("/whoami", methods=["GET", "POST"])
    @login_required
    def whoami() -> ResponseReturnValue:
        return {"id": current_user.id}


@pytest.fixture
def open_site(make_site: MakeSite) -> Site:
    """Takes tokens everywhere."""
    site = make_site(transport_form_field=True, transport_query_string=True, transport_cookies=True)
    add_view(site.app)
    return site


def code_of(answer: Answer) -> object:
    return answer.json.get("code", answer.status_code)


@pytest.mark.requirement("RS-01")
def test_form_fields_and_parameters_are_not_read_unless_that_was_chosen(site: Site, minsu: User) -> None:
    add_view(site.app)
    token = site.log_in_as(minsu).access_token.text

    assert code_of(site.client().get("/whoami", query_string={"access_token": token})) == "token_missing"
    assert code_of(site.client().post("/whoami", data={"access_token": token})) == "token_missing"


@pytest.mark.requirement("RS-01")
def test_a_form_field_carries_the_token_when_that_was_chosen(open_site: Site) -> None:
    token = open_site.log_in_as(open_site.add_user()).access_token.text
    client = open_site.client()

    assert code_of(client.post("/whoami", data={"access_token": token})) == 200
    assert code_of(client.post("/whoami", data={"access_token": [token, token]})) == "token_ambiguous"
    assert code_of(client.post("/whoami", data={"token": token})) == "token_missing"
    multipart = client.post("/whoami", data={"access_token": token}, content_type="multipart/form-data")
    assert code_of(multipart) == "token_missing"


@pytest.mark.requirement("RS-01")
def test_a_form_on_get_carries_no_token(open_site: Site) -> None:
    token = open_site.log_in_as(open_site.add_user()).access_token.text

    answer = open_site.client().get("/whoami", data={"access_token": token})

    assert code_of(answer) == "token_missing"


@pytest.mark.requirement("RS-01", "WB-04")
def test_a_parameter_carries_the_token_when_that_was_chosen(open_site: Site) -> None:
    token = open_site.log_in_as(open_site.add_user()).access_token.text

    answer = open_site.client().get("/whoami", query_string={"access_token": token})

    assert code_of(answer) == 200
    assert answer.cache_control.private
    twice = open_site.client().get(f"/whoami?access_token={token}&access_token={token}")
    assert code_of(twice) == "token_ambiguous"


@pytest.mark.requirement("RS-01", "RS-02")
def test_two_tokens_in_two_places_are_refused_even_if_equal(open_site: Site) -> None:
    token = open_site.log_in_as(open_site.add_user()).access_token.text
    places: list[dict[str, object]] = [
        {"headers": bearer(token)},
        {"query_string": {"access_token": token}},
        {"data": {"access_token": token}},
    ]

    for first in places:
        for second in places:
            if first is not second:
                answer = open_site.client().post("/whoami", **first, **second)
                assert (answer.status_code, code_of(answer)) == (400, "token_ambiguous")
                assert 'error="invalid_request"' in answer.headers["WWW-Authenticate"]


@pytest.mark.requirement("RS-01")
@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dTpw",
        "Token {}",
        "{}",
        "Bearer {} {}",
        "Bearer {},Bearer {}",
        "Bearer\t{}",
    ],
)
def test_other_authorization_headers_are_refused(site: Site, minsu: User, value: str) -> None:
    token = site.log_in_as(minsu).access_token.text

    answer = site.client().get("/auth/me", headers={"Authorization": value.replace("{}", token)})

    assert answer.status_code in (400, 401)
    assert token not in answer.get_data(as_text=True)


@pytest.mark.requirement("RS-01")
def test_the_scheme_is_read_in_any_case(site: Site, minsu: User) -> None:
    token = site.log_in_as(minsu).access_token.text

    assert site.client().get("/auth/me", headers={"Authorization": f"bEARER {token}"}).status_code == 200


@pytest.mark.requirement("IV-04", "CS-04")
def test_credentials_are_read_from_the_json_body_alone(site: Site, minsu: User) -> None:
    credentials = {"username": "minsu.kim", "password": "seven-lamps-over-the-river"}
    client = site.client()

    assert client.post("/auth/login", query_string=credentials).status_code == 415
    assert client.post("/auth/login", query_string=credentials, json={}).status_code == 422
    assert client.post("/auth/login", data=credentials).status_code == 415
    assert client.post("/auth/login", json={}, headers=credentials).status_code == 422


@pytest.mark.requirement("IV-04")
def test_a_refresh_token_is_no_access_token_nor_the_reverse(site: Site, minsu: User) -> None:
    tokens = site.log_in_as(minsu)

    assert site.client().get("/auth/me", headers=bearer(tokens.refresh_token)).json["code"] == "token_invalid"
    answer = site.client().post("/auth/refresh", json={"refresh_token": tokens.access_token.text})
    assert answer.status_code in (401, 422)
